using Pedrocode.EndToEnd.Testing;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace Pedrocode.EndToEnd.Testing;

/// <summary>Those that take minutes begin at once: what is left to the end has no neighbour to fill the other core.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long = ["Headless", "Survival"];

    public IReadOnlyCollection<TCollection> OrderTestCollections<TCollection>(
        IReadOnlyCollection<TCollection> testCollections
    )
        where TCollection : ITestCollection =>
        [
            .. testCollections.OrderByDescending(static collection =>
                Array.FindIndex(
                    Long,
                    name => collection.TestCollectionDisplayName.Contains(name, StringComparison.Ordinal)
                )
            ),
        ];
}
