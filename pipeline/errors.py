"""The exceptions of the program: one tree, so that a caller can catch what it means to catch."""


class ChidaoError(Exception):
    """Anything that the program itself says went wrong; the message says what to do about it."""


class ConfigError(ChidaoError):
    """A setting, source file or lexicon is wrong; nothing can run before it is mended."""


class InputError(ChidaoError):
    """One input (a page, a line, an article) can't be used; the others go on."""


class NotAnArticleError(InputError):
    """The page was read well but is no article; the message gives the reason."""


class ContractError(ChidaoError):
    """A record breaks the contract of docs/records.md; the message names the line and the field."""


class FetchError(ChidaoError):
    """A page could not be fetched; the message gives the last reason."""
