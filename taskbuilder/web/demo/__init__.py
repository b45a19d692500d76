"""Everything on one machine at once: web, relay and a stand-in for the cloud, over one folder of data."""
