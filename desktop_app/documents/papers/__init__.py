"""What stands in the printed registers and lists; documents/pdf and documents/excel give them their two faces."""
