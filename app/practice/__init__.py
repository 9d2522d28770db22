"""The practice school: invented people, a server that answers as Wonde's does, and practice portals."""
