"""Long hair: a coarse sheet that is thinned into locks."""

import numpy as np

from msfans.synth.fields import Field, smoothstep
from msfans.synth.identity import Identity
from msfans.synth.raster import Coverage
from msfans.synth.skin import gather


def locks_density(
    identity: Identity, locks: Coverage, body: Coverage, depth_v: Field, size: tuple[int, ...]
) -> Field:
    """How much each of the n pixels of the hair sheet hides, 0 to 1.

    The sheet is hidden where the body is nearer, and frays into strands towards its tips.
    """
    nearest = np.full(size, -9, np.float32)
    nearest[body.rows_n, body.columns_n] = body.interpolate(depth_v[:, None])[:, 0]
    behind = nearest[locks.rows_n, locks.columns_n]
    before = smoothstep(-0.03, 0.03, locks.interpolate(depth_v[:, None])[:, 0] - behind)
    strands = strand_pattern(identity, locks)
    height = locks.interpolate(identity.rest_v3[:, 1:2])[:, 0]
    frayed = smoothstep(-0.1, 0.5, height - identity.traits.hair_end + 0.3 * strands)
    return before * frayed * np.clip(0.93 + 0.1 * strands, 0.6, 1)


def strand_pattern(identity: Identity, locks: Coverage) -> Field:
    """Noise (n,) of about unit deviation that is fine across the strands and long along them."""
    texels = locks.interpolate(identity.head.texture_xy_v2)
    return 1.5 * gather(identity.skin.strands_hw[..., None], texels)[:, 0]
