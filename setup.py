"""Setup of the extension modules; everything else is in pyproject.toml."""

import os
import sys
from glob import glob
from pathlib import Path

from setuptools import Extension, find_packages, setup
from setuptools.command.build_ext import build_ext
from setuptools.command.sdist import sdist
from setuptools.errors import CCompilerError, ExecError, PlatformError
from setuptools.modified import newer_group

PURE = os.environ.get("AECODEC_PURE") == "1"

FAST = ("kernels", "ids", "decoder", "reader")


class BuildExtensions(build_ext):
    """Compiling of all modules at once, one on each processor, and advice where there is no C compiler."""

    def finalize_options(self):
        super().finalize_options()
        self.parallel = self.parallel or os.cpu_count()

    def build_extensions(self):
        if self.editable_mode:
            # A module that is built in place and not older than its sources stays, so that another extra does
            # not compile it again. This is seen before Cython, whose own files are newer in each environment.
            self.extensions = [
                ext
                for ext in self.extensions
                if newer_group(["setup.py", *ext.sources, *ext.depends], self.get_ext_filename(ext.name))
            ]
        # The compilers run in threads, for which Cython is not made: it is done before.
        from Cython.Build import cythonize

        sources = {ext.name: ext.sources for ext in cythonize(self.extensions, force=self.force, quiet=True)}
        for ext in self.extensions:
            ext.sources = sources[ext.name]
        super().build_extensions()

    def build_extension(self, ext):
        try:
            super().build_extension(ext)
        except (CCompilerError, ExecError, PlatformError) as error:
            sys.exit(
                f"aecodec: cannot compile {ext.name}: {error}\n"
                "Install a C compiler and the Python headers (Debian: gcc python3-dev; macOS: Xcode command"
                " line tools; Windows: Visual Studio Build Tools),\n"
                "or build without compiled modules (slower, otherwise the same): AECODEC_PURE=1 pip install ."
            )


class Sources(sdist):
    """Source distribution with all of the tests, for packagers, and without what a build left behind."""

    def make_release_tree(self, base_dir, files):
        left = (".c", ".so", ".pyd", ".pyc")
        tests = (str(path) for path in Path("tests").rglob("*") if path.is_file())
        super().make_release_tree(
            base_dir, sorted(name for name in {*files, *tests} if not name.endswith(left))
        )


setup(
    # A build without extensions leaves the whole package out: that is how `_backend` knows.
    packages=find_packages(include=["aecodec*"], exclude=["aecodec._fast*"] if PURE else []),
    cmdclass={"build_ext": BuildExtensions, "sdist": Sources},
    ext_modules=[]
    if PURE
    else [
        Extension(
            f"aecodec._fast.{name}",
            sources=[f"aecodec/_fast/{name}.pyx"],
            depends=sorted(glob("aecodec/_fast/*.pxd") + glob("aecodec/_fast/*.h")),
            # More optimization makes these faster, and the other modules larger only.
            extra_compile_args=[] if os.name == "nt" else ["-O3" if name in FAST else "-O2"],
        )
        for name in (
            "kernels",
            "checksums",
            "rlp",
            "text",
            "ids",
            "table",
            "check",
            "decoder",
            "encoder",
            "reader",
            "columns",
            "judge",
            "cdata",
            "sources",
            "row_values",
            "rows",
            "streams",
            "json_text",
            "records",
            "forms",
            "fate_decoder",
            "fate_encoder",
        )
    ],
)
