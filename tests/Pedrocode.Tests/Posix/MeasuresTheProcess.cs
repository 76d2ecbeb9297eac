namespace Pedrocode.Tests.Posix;

/// <summary>Specs that look at the memory, descriptors or children of the whole test process: no other runs beside them.</summary>
[CollectionDefinition(nameof(MeasuresTheProcess), DisableParallelization = true)]
public sealed class MeasuresTheProcess;
