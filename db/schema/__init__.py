"""The schema, one module a migration; a module that was released is never changed again."""
