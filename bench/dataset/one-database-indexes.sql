create index identity_link_value on identity_link (namespace, value, customer_id) include (verified);
