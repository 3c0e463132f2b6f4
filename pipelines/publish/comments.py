"""One comment of each kind on a pull request or an issue, written once and updated in place."""

from __future__ import annotations

from pipelines.output import say
from pipelines.publish_options import read_publish_options, repository_of
from pipelines.settings import SETTINGS_FILE, Settings
from pipelines.workflow_log import add_to_summary


def write_comment(settings: Settings, number: int, text: str, marker: str) -> None:
    """Write or update the comment of kind `marker`; where the token may not, the job's summary."""
    # imported here because it brings the network, which most commands that comment do not need
    from pipelines.publish.pull_requests import GithubError, connected

    options = read_publish_options(settings.publish, f"{SETTINGS_FILE} [publish]")
    try:
        with connected(settings, repository_of(options, "")) as pulls:
            pulls.comment(number, text, marker=marker)
    except GithubError as error:
        say(f"! the comment could not be written ({error}); here it is:\n{text}", err=True)
        add_to_summary([text])
