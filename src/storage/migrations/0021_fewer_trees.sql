-- Fewer trees for every mention (docs/adr/0024). A customer's conversations are read through the key that tells them
-- apart, whose order is the customer's; and the figures' index answers what the one by opening did.

drop index conversations_identity;
drop index conversations_by_customer;
create unique index conversations_identity on conversations (brand, customer_remote_id, account, root_remote_id);
drop index episodes_by_opening;
