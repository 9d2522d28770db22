"""The people, groups and memberships that would be shared, in a database that rules and pages query."""
