"""What the service is: its Spyne types, its operation, its WSDL, and what it asks of whoever answers."""
