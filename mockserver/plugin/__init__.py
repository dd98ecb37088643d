"""What the pytest plugin is made of once a test uses it; `pytest_plugin` imports these modules then."""
