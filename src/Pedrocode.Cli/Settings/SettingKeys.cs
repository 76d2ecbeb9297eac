using Pedrocode.Core.Jobs;
using Pedrocode.Core.Sandboxes;
using Pedrocode.Core.Trees;

namespace Pedrocode.Cli.Settings;

/// <summary>The table of all keys. A key stands here only if it has an effect.</summary>
internal static class SettingKeys
{
    public static readonly WholeNumberKey MaxConcurrent = new()
    {
        Name = "jobs.max_concurrent",
        Meaning = "How many jobs of a session run at the same time.",
        ProjectMay = ProjectMay.Count,
        Least = 1,
        Most = 100,
        Get = s => s.Jobs.MaxConcurrent,
        With = (s, v) => s with { Jobs = s.Jobs with { MaxConcurrent = v } },
    };

    public static readonly WholeNumberKey MaxUnfinished = new()
    {
        Name = "jobs.max_unfinished",
        Meaning = "How many unfinished jobs are kept, of all sessions and projects; the oldest go first.",
        ProjectMay = ProjectMay.NotCount,
        Least = 0,
        Most = 100_000,
        Get = s => s.Jobs.MaxUnfinished,
        With = (s, v) => s with { Jobs = s.Jobs with { MaxUnfinished = v } },
    };

    public static readonly ChoiceKey<WhenFull> WhenFull = new()
    {
        Name = "jobs.when_full",
        Meaning = "What becomes of a further job: it waits its turn, or it is refused.",
        ProjectMay = ProjectMay.CountWhenTrusted,
        Words = [("queue", Core.Jobs.WhenFull.Queue), ("reject", Core.Jobs.WhenFull.Reject)],
        Get = s => s.Jobs.WhenFull,
        With = (s, v) => s with { Jobs = s.Jobs with { WhenFull = v } },
    };

    public static readonly ChoiceKey<PhaseReview> Review = new()
    {
        Name = "jobs.review",
        Meaning = "Whether background jobs wait after each phase until somebody approves it, from any terminal.",
        ProjectMay = ProjectMay.CountWhenTrusted,
        Words = [("none", PhaseReview.None), ("phases", PhaseReview.Phases)],
        Get = s => s.Jobs.Review,
        With = (s, v) => s with { Jobs = s.Jobs with { Review = v } },
    };

    public static readonly ChoiceKey<Isolation> Isolation = new()
    {
        Name = "jobs.isolation",
        Meaning =
            "Where a job works: in a tree of its own, begun from your files as they stand, or in your files themselves, one writing job at a time.",
        ProjectMay = ProjectMay.CountWhenTrusted,
        Words = [("tree", Core.Trees.Isolation.Tree), ("none", Core.Trees.Isolation.None)],
        Get = s => s.Jobs.Isolation,
        With = (s, v) => s with { Jobs = s.Jobs with { Isolation = v } },
    };

    public static readonly ChoiceKey<WhenToApply> Apply = new()
    {
        Name = "jobs.apply",
        Meaning =
            "Whether what a job changed comes into your files when it is done: by itself, after asking, or only by apply.",
        ProjectMay = ProjectMay.CountWhenTrusted,
        Words = [("auto", WhenToApply.Auto), ("ask", WhenToApply.Ask), ("never", WhenToApply.Never)],
        Get = s => s.Jobs.Apply,
        With = (s, v) => s with { Jobs = s.Jobs with { Apply = v } },
    };

    public static readonly FlagKey Recheck = new()
    {
        Name = "jobs.recheck",
        Meaning =
            "Where your files have changed since a job began, its checks run once more on the merged result before it lands; one that fails there keeps it from landing.",
        ProjectMay = ProjectMay.CountWhenTrusted,
        Get = s => s.Jobs.Recheck,
        With = (s, v) => s with { Jobs = s.Jobs with { Recheck = v } },
    };

    public static readonly FoldersKey Carry = new()
    {
        Name = "jobs.carry",
        Place = "folder names or paths in the project such as [\"node_modules\"]",
        Meaning =
            "Folders that git ignores and that a job's own tree has all the same, to read: bound by the sandbox, else copied where the file system shares content.",
        ProjectMay = ProjectMay.CountWhenTrusted,
        Get = s => s.Jobs.Carry,
        With = (s, v) => s with { Jobs = s.Jobs with { Carry = v } },
    };

    public static readonly WholeNumberKey MaxTaskDuration = new()
    {
        Name = "limits.max_task_duration_minutes",
        Meaning = "How long a job may run before it pauses; waiting for an answer does not count.",
        ProjectMay = ProjectMay.Lower,
        Least = 1,
        Most = 10_080,
        Get = s => (int)s.Limits.MaxTaskDuration.TotalMinutes,
        With = (s, v) => s with { Limits = s.Limits with { MaxTaskDuration = TimeSpan.FromMinutes(v) } },
    };

    public static readonly WholeNumberKey MaxInferenceRuns = new()
    {
        Name = "limits.max_inference_runs",
        Meaning = "How many replies of the model a job may ask for before it pauses.",
        ProjectMay = ProjectMay.Lower,
        Least = 1,
        Most = 100_000,
        Get = s => s.Limits.MaxInferenceRuns,
        With = (s, v) => s with { Limits = s.Limits with { MaxInferenceRuns = v } },
    };

    public static readonly WholeNumberKey MaxTokens = new()
    {
        Name = "limits.max_tokens",
        Meaning = "How many tokens a job may use before it pauses.",
        ProjectMay = ProjectMay.Lower,
        Least = 0,
        Most = 1_000_000_000,
        Zero = "no limit",
        Get = s => s.Limits.MaxTokens ?? 0,
        With = (s, v) => s with { Limits = s.Limits with { MaxTokens = v == 0 ? null : v } },
    };

    public static readonly FractionKey MaxCost = new()
    {
        Name = "limits.max_cost",
        Meaning =
            "What a job may cost before it pauses, by model.price_in and model.price_out, without which no cost is known; not set: no limit.",
        ProjectMay = ProjectMay.Lower,
        Least = 0.0001,
        Most = 1_000_000,
        Get = s => s.Limits.MaxCost,
        With = (s, v) => s with { Limits = s.Limits with { MaxCost = v } },
    };

    public static readonly WholeNumberKey CheckRetries = new()
    {
        Name = "limits.check_retries",
        Meaning = "How often a failed check goes back into the phase before the job fails.",
        ProjectMay = ProjectMay.Lower,
        Least = 0,
        Most = 100,
        Get = s => s.Limits.CheckRetries,
        With = (s, v) => s with { Limits = s.Limits with { CheckRetries = v } },
    };

    public static readonly CommandsKey Checks = new()
    {
        Name = "project.checks",
        Meaning =
            "The commands that prove the work, run from the project's root; not set: found from the project's files.",
        ProjectMay = ProjectMay.CountWhenTrusted,
        Get = s => s.Project.Checks,
        With = (s, v) => s with { Project = s.Project with { Checks = v } },
    };

    public static readonly RulesKey Allow = new()
    {
        Name = "permissions.allow",
        Meaning = "What the model may do without being asked about.",
        ProjectMay = ProjectMay.NotCount,
        Get = s => s.Permissions.Allow,
        With = (s, v) => s with { Permissions = s.Permissions with { Allow = v } },
    };

    public static readonly RulesKey Ask = new()
    {
        Name = "permissions.ask",
        Meaning = "What is asked about even where a rule allows it.",
        ProjectMay = ProjectMay.Narrow,
        Get = s => s.Permissions.Ask,
        With = (s, v) => s with { Permissions = s.Permissions with { Ask = v } },
    };

    public static readonly RulesKey Deny = new()
    {
        Name = "permissions.deny",
        Meaning = "What is refused, whatever else allows it.",
        ProjectMay = ProjectMay.Narrow,
        Get = s => s.Permissions.Deny,
        With = (s, v) => s with { Permissions = s.Permissions with { Deny = v } },
    };

    public static readonly ChoiceKey<SandboxMode> SandboxModes = new()
    {
        Name = "sandbox.mode",
        Meaning =
            "What holds the commands of jobs; auto: bubblewrap where it works, else rules decide alone; require: without it no command runs.",
        ProjectMay = ProjectMay.NotCount,
        Words = [("auto", SandboxMode.Auto), ("require", SandboxMode.Require), ("off", SandboxMode.Off)],
        Get = s => s.Sandbox.Mode,
        With = (s, v) => s with { Sandbox = s.Sandbox with { Mode = v } },
    };

    public static readonly FlagKey Commit = new()
    {
        Name = "git.commit",
        Meaning =
            "What a job brings into your files is a commit of just that on your branch, in your name, unsigned, no hook run.",
        ProjectMay = ProjectMay.CountWhenTrusted,
        Get = s => s.Git.Commit,
        With = (s, v) => s with { Git = s.Git with { Commit = v } },
    };

    public static readonly FlagKey SandboxNetwork = new()
    {
        Name = "sandbox.network",
        Meaning = "Commands in the sandbox have the network without being asked about.",
        ProjectMay = ProjectMay.NotCount,
        Get = s => s.Sandbox.Network,
        With = (s, v) => s with { Sandbox = s.Sandbox with { Network = v } },
    };

    public static readonly FoldersKey SandboxReadable = new()
    {
        Name = "sandbox.readable",
        Place = "paths in your home directory such as [\".local/share/tool\"]",
        Meaning =
            "More of your home directory that commands in the sandbox may read; toolchains are known. Credentials are not shown, whatever is named.",
        ProjectMay = ProjectMay.NotCount,
        Get = s => s.Sandbox.Readable,
        With = (s, v) => s with { Sandbox = s.Sandbox with { Readable = v } },
    };

    public static readonly FoldersKey SandboxCaches = new()
    {
        Name = "sandbox.caches",
        Place = "paths in your home directory such as [\".gradle\"]",
        Meaning =
            "More folders of your home directory that tools in the sandbox write and find again: each project has its own, yours stay as they are.",
        ProjectMay = ProjectMay.NotCount,
        Get = s => s.Sandbox.Caches,
        With = (s, v) => s with { Sandbox = s.Sandbox with { Caches = v } },
    };

    public static readonly ChoiceKey<NoticeLevel> Notices = new()
    {
        Name = "output.notices",
        Meaning =
            "Which events of background jobs are shown above the prompt; auto: all for one job, phases from two on.",
        ProjectMay = ProjectMay.Count,
        Words =
        [
            ("auto", NoticeLevel.Auto),
            ("all", NoticeLevel.All),
            ("phases", NoticeLevel.Phases),
            ("ends", NoticeLevel.Ends),
            ("none", NoticeLevel.None),
        ],
        Get = s => s.Output.Notices,
        With = (s, v) => s with { Output = s.Output with { Notices = v } },
    };

    public static readonly FlagKey Bell = new()
    {
        Name = "output.bell",
        Meaning =
            "When the terminal has lost the focus, an end or a question rings the bell or raises a desktop notification.",
        ProjectMay = ProjectMay.Count,
        Get = s => s.Output.Bell,
        With = (s, v) => s with { Output = s.Output with { Bell = v } },
    };

    public static readonly FlagKey Plain = new()
    {
        Name = "output.plain",
        Meaning = "ASCII marks, no redrawing, each notice a whole sentence.",
        ProjectMay = ProjectMay.Count,
        Get = s => s.Output.Plain,
        With = (s, v) => s with { Output = s.Output with { Plain = v } },
    };

    public static readonly FlagKey Debug = new()
    {
        Name = "debug.enabled",
        Meaning = "What --debug does: unexpected errors are shown with their stack trace.",
        ProjectMay = ProjectMay.Count,
        Get = s => s.Debug.Enabled,
        With = (s, v) => s with { Debug = s.Debug with { Enabled = v } },
    };

    public static readonly FlagKey KeepTempFiles = new()
    {
        Name = "debug.keep_temp_files",
        Meaning = "Jobs keep their directory, with journal and tree, whatever became of them.",
        ProjectMay = ProjectMay.Count,
        Get = s => s.Debug.KeepTempFiles,
        With = (s, v) => s with { Debug = s.Debug with { KeepTempFiles = v } },
    };

    public static IReadOnlyList<SettingKey> All { get; } =
    [
        .. ModelKeys.All,
        MaxConcurrent,
        MaxUnfinished,
        WhenFull,
        Isolation,
        Review,
        Apply,
        Recheck,
        Carry,
        MaxTaskDuration,
        MaxInferenceRuns,
        MaxTokens,
        MaxCost,
        CheckRetries,
        Checks,
        Allow,
        Ask,
        Deny,
        SandboxModes,
        SandboxNetwork,
        SandboxReadable,
        SandboxCaches,
        Commit,
        Notices,
        Bell,
        Plain,
        Debug,
        KeepTempFiles,
    ];

    public static IEnumerable<string> Sections =>
        All.Select(key => key.Section)
            .Distinct()
            .SelectMany(static section =>
                section == ModelKeys.Name.Section ? [section, ProfileKey.SectionName] : new[] { section }
            );

    public static SettingKey? Find(string name) => All.FirstOrDefault(key => key.Name == name);
}
