"""Tables of the exchange: own keys, trusted offices, packages sent and received."""

NAME = "0002_exchange"

STATEMENTS: tuple[str, ...] = ()
