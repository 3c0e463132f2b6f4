"""Publish what a night left in a workspace, and bring back what earlier nights published."""

from __future__ import annotations

from pipelines.publish.conversation import Publication
from pipelines.publish.git import Checkout, GitError
from pipelines.publish.pull_requests import connected
from pipelines.publish.restore import restore
from pipelines.publish.run import publish
from pipelines.publish_options import PublishOptions, remote_repository, repository_of
from pipelines.settings import Settings


def restore_nights(settings: Settings, options: PublishOptions) -> str:
    """Bring back what earlier nights learnt and nobody merged yet; return what to tell people."""
    try:
        number = restore(settings, options, _checkout(settings, options))
    except GitError as error:
        return f"! what earlier nights learnt could not be fetched: {error}"
    return f"{number} files of earlier nights brought back" if number else "nothing to bring back"


def publish_night(settings: Settings, options: PublishOptions, day: str) -> Publication:
    """Publish what lies in the workspace as one branch and at most one pull request.

    Raises:
        BadInput: the checkout cannot be published from.
    """
    checkout = _checkout(settings, options)
    remote_url = checkout.remote_url()
    repository = repository_of(options, remote_url)
    owner = (remote_repository(remote_url) or repository).partition("/")[0]
    with connected(settings, repository) as pulls:
        return publish(settings, options, checkout, pulls, (repository, owner), day)


def _checkout(settings: Settings, options: PublishOptions) -> Checkout:
    return Checkout(settings.root, options.remote, settings.tokens.get("github", ""))
