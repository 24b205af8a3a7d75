"""What all parts of the backend share: database, security, health and monitoring."""
