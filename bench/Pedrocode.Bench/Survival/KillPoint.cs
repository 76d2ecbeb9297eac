namespace Pedrocode.Bench.Survival;

/// <summary>What pedrocode was doing when it was killed.</summary>
internal enum KillPoint
{
    InModelCall,
    InTool,
    Between,
    WhileSaving,
    WhileEnding,
}
