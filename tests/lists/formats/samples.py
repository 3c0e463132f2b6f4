"""One small list in each markup, with the same three papers."""
# ruff: noqa: E501 (lines as such files have them)

from __future__ import annotations

ORG = """\
#+TITLE: Deep Lists
* Papers
** Vision                                                   :vision:
- [[https://arxiv.org/abs/2001.00001][Deep Worlds of Things]], Ann Lee, Bo Chen, CVPR 2020
- *Flat Worlds of Things*. Ann Lee et al. [[https://arxiv.org/abs/2001.00002][paper]] [[https://github.com/a/b][code]]
** Tables
| Title | Link |
|-------+------|
| Thin Worlds of Things | [[https://arxiv.org/abs/2001.00003][paper]] |
"""

RST = """\
Deep Lists
==========

Vision
------

- `Deep Worlds of Things <https://arxiv.org/abs/2001.00001>`_, Ann Lee, Bo Chen, CVPR 2020
- **Flat Worlds of Things**. Ann Lee et al. `paper <https://arxiv.org/abs/2001.00002>`__
  `code <https://github.com/a/b>`__

Tables
------

.. list-table::
   :header-rows: 1

   * - Title
     - Link
   * - Thin Worlds of Things
     - `paper <https://arxiv.org/abs/2001.00003>`_
"""

ADOC = """\
= Deep Lists
:toc:

== Vision

* https://arxiv.org/abs/2001.00001[Deep Worlds of Things], Ann Lee, Bo Chen, CVPR 2020
* *Flat Worlds of Things*. Ann Lee et al. https://arxiv.org/abs/2001.00002[paper] https://github.com/a/b[code]

== Tables

|===
|Title |Link

|Thin Worlds of Things
|https://arxiv.org/abs/2001.00003[paper]
|===
"""

NOTEBOOK = r"""{"cells": [
  {"cell_type": "code", "source": ["print(1)"], "outputs": []},
  {"cell_type": "markdown", "metadata": {}, "source": [
    "# Deep Lists\n",
    "## Vision\n",
    "- [Deep Worlds of Things](https://arxiv.org/abs/2001.00001), Ann Lee, Bo Chen, CVPR 2020\n",
    "- **Flat Worlds of Things**. Ann Lee et al. [paper](https://arxiv.org/abs/2001.00002) [code](https://github.com/a/b)\n"
  ]},
  {"cell_type": "markdown", "metadata": {}, "source":
    "## Tables\n\n| Title | Link |\n|--|--|\n| Thin Worlds of Things | [paper](https://arxiv.org/abs/2001.00003) |"}
 ], "nbformat": 4, "nbformat_minor": 5}
"""

MKDOCS = """\
---
title: Deep Lists
link: https://arxiv.org/abs/2001.00009
---
# Deep Lists

=== "Vision"

    - [Deep Worlds of Things](https://arxiv.org/abs/2001.00001), Ann Lee, Bo Chen, CVPR 2020
    - **Flat Worlds of Things**. Ann Lee et al. [paper](https://arxiv.org/abs/2001.00002) [code](https://github.com/a/b)

??? note "Tables"

    | Title | Link |
    |--|--|
    | Thin Worlds of Things | [paper](https://arxiv.org/abs/2001.00003) |
"""

MYST = """\
# Deep Lists

::::{tab-set}
:::{tab-item} Vision
:sync: one

- [Deep Worlds of Things](https://arxiv.org/abs/2001.00001), Ann Lee, Bo Chen, CVPR 2020
- **Flat Worlds of Things**. Ann Lee et al. [paper](https://arxiv.org/abs/2001.00002) [code](https://github.com/a/b)
:::
::::

## Cards

```{card} Thin Worlds of Things
:link: https://arxiv.org/abs/2001.00003
```
"""

SAMPLES = {
    "list.org": ORG,
    "list.rst": RST,
    "list.adoc": ADOC,
    "list.ipynb": NOTEBOOK,
    "mkdocs.md": MKDOCS,
    "myst.md": MYST,
}
