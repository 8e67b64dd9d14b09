"""The only place with SQL for pages and exports: plain functions over the database, plain rows out."""
