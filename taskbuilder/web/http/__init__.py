"""What every page shares: access, middleware, errors, redirects, forms saved over a sign-in."""
