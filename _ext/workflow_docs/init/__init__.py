"""`workflow-docs init`: a documentation project for a repository, its generated parts filled, its written parts marked."""
