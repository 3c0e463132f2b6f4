"""The replay of what maintainers corrected by hand: which of it would Harvester have proposed?"""
