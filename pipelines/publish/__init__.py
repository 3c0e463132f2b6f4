"""The job that turns a night's work into one branch and one pull request."""
