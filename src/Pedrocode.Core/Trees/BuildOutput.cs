using System.Collections.Immutable;

namespace Pedrocode.Core.Trees;

/// <summary>Names of what tools make anew, so that nobody misses it.</summary>
internal static class BuildOutput
{
    private static readonly ImmutableHashSet<string> Names =
    [
        .. "bin obj out build dist target node_modules .venv venv env __pycache__ .cache .gradle .next .nuxt .turbo".Split(
            ' '
        ),
        .. ".parcel-cache .svelte-kit .angular coverage .coverage htmlcov .nyc_output TestResults .tox .nox .eggs".Split(
            ' '
        ),
        .. ".pytest_cache .mypy_cache .ruff_cache .hypothesis .vs .idea .vscode .terraform _build deps .stack-work".Split(
            ' '
        ),
        .. "dist-newstyle cmake-build-debug cmake-build-release DerivedData .build Pods logs log tmp temp .DS_Store".Split(
            ' '
        ),
    ];

    private static readonly ImmutableHashSet<string> Endings =
    [
        .. ".o .obj .a .so .dylib .dll .exe .pdb .lib .class .jar .pyc .pyo .log .tmp .swp .tsbuildinfo .gcda .gcno".Split(
            ' '
        ),
        .. ".cache .d .rlib .rmeta .hi .beam .elc .profraw .profdata .trx .user".Split(' '),
    ];

    /// <param name="name">The last part of a path.</param>
    public static bool Is(string name) =>
        Names.Contains(name)
        || Endings.Contains(Path.GetExtension(name))
        || name.EndsWith(".egg-info", StringComparison.Ordinal);
}
