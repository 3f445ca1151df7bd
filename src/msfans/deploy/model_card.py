"""The model card: what a bundle is, in words, with the front matter that Hugging Face reads."""

from jinja2 import Environment, PackageLoader, StrictUndefined

from msfans.deploy.bundle import CONSTANTS, Bundle


def model_card(bundle: Bundle) -> str:
    """Markdown of the whole card."""
    environment = Environment(
        loader=PackageLoader("msfans.deploy", "assets"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    environment.filters["percent"] = percent
    template = environment.get_template("model_card.md.j2")
    return template.render(bundle=bundle, data=bundle.provenance["data"], **CONSTANTS)


def percent(rate: float) -> str:
    """A rate in [0, 1] as percent with two digits."""
    return f"{100 * rate:.2f} %"
