"""Content as data: portal guides and the catalogues of MISs, contacts, hosts, permissions and issuers."""
