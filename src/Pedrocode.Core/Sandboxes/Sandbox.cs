using Pedrocode.Core.Posix;
using Pedrocode.Core.Trees;

namespace Pedrocode.Core.Sandboxes;

/// <summary>What holds the commands of jobs: bubblewrap, where it works on this machine, or nothing.</summary>
public abstract class Sandbox
{
    /// <summary>Why this machine, or the user's settings, give none; null where there is one.</summary>
    public virtual string? WhyNone => null;

    /// <summary>Why nothing holds a command that runs in this tree; null where the sandbox does.</summary>
    public abstract string? WhyNot(JobTree tree);

    /// <summary>Whether a command must not run where nothing holds it.</summary>
    public virtual bool IsRequired => false;

    /// <summary>Whether commands have the network without being asked about.</summary>
    public virtual bool HasNetwork => false;

    /// <summary>The same command, held. Only for a tree that has no <see cref="WhyNot"/>.</summary>
    internal abstract ChildStart Contain(ChildStart start, JobTree tree, Reach reach);

    /// <summary>Tried on this machine, once.</summary>
    public static Sandbox Find(SandboxSettings settings)
    {
        if (settings.Mode == SandboxMode.Off)
        {
            return new NoSandbox("sandbox.mode is off", IsRequired: false);
        }
        return Bubblewrap.WhyNotHere() is { } why
            ? new NoSandbox(why, settings.Mode == SandboxMode.Require)
            : new Bubblewrap(settings);
    }
}

/// <summary>Commands run as the user would run them: rules alone decide which.</summary>
public sealed class NoSandbox(string why, bool IsRequired) : Sandbox
{
    public static readonly NoSandbox Off = new("sandbox.mode is off", IsRequired: false);

    public override bool IsRequired { get; } = IsRequired;

    public override string WhyNone => why;

    public override string WhyNot(JobTree tree) => why;

    internal override ChildStart Contain(ChildStart start, JobTree tree, Reach reach) =>
        throw new InvalidOperationException("nothing holds commands here");
}
