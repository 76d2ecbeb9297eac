using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Posix;
using Pedrocode.Core.Trees;

namespace Pedrocode.Core.Sandboxes;

/// <summary>
/// The user's home and what else is his alone, hidden, but for what toolchains need: programs and downloaded packages to read, and
/// caches of the project's own to write (docs/adr/0015).
/// </summary>
internal sealed partial class HiddenHome
{
    /// <summary>Programs and what they are made of.</summary>
    private static readonly ImmutableArray<string> Toolchains =
    [
        .. ".cargo/bin .rustup .pyenv .rbenv .nvm .fnm .volta .asdf .sdkman .jdks .deno .bun .ghcup .opam .juliaup".Split(
            ' '
        ),
        .. ".dotnet/tools .dotnet/sdk .dotnet/shared .dotnet/host .dotnet/packs .dotnet/dotnet .dotnet/sdk-manifests".Split(
            ' '
        ),
        .. ".local/bin .local/lib .local/pipx .local/share/pipx .local/share/uv .local/share/fnm .local/share/mise".Split(
            ' '
        ),
        .. ".local/share/virtualenvs .gem .pub-cache .nix-profile miniconda3 anaconda3 go/bin sdk".Split(' '),
        .. ".m2/wrapper .gradle/wrapper .local/share/NuGet/v3-cache".Split(' '),
    ];

    /// <summary>Packages that tools downloaded: the user's to read, or, once the project was given the network, its own.</summary>
    private static readonly ImmutableArray<string> Packages =
    [
        .. ".nuget/packages .cargo/registry .cargo/git go/pkg .m2/repository .npm/_cacache .ivy2/cache .cabal".Split(
            ' '
        ),
        .. ".stack .local/share/pnpm .bundle .yarn".Split(' '),
    ];

    /// <summary>Below ~/.cache, which is the project's own as a whole.</summary>
    private static readonly ImmutableArray<string> PackagesInCache =
    [
        .. "pip uv yarn pypoetry ms-playwright Cypress electron deno node composer coursier pre-commit".Split(' '),
    ];

    /// <summary>What tools write besides, and want back the next time.</summary>
    private static readonly ImmutableArray<string> Written = [".cache", ".gradle"];

    /// <summary>Settings of package tools, seen inside only where nothing in them looks like a credential.</summary>
    private static readonly ImmutableArray<string> Configurations =
    [
        ".cargo/env",
        ".cargo/config.toml",
        ".npmrc",
        ".config/pip/pip.conf",
        ".nuget/NuGet/NuGet.Config",
        ".config/NuGet/NuGet.Config",
    ];

    /// <summary>Credentials below a home that is itself part of the project, which therefore is not hidden.</summary>
    private static readonly ImmutableArray<string> Credentials =
    [
        .. ".ssh .aws .azure .gnupg .netrc .kube .docker .pgpass .npmrc .pypirc .git-credentials .password-store".Split(
            ' '
        ),
        .. ".config/gh .config/gcloud .config/git .config/google-chrome .config/chromium .config/BraveSoftware".Split(
            ' '
        ),
        .. ".config/microsoft-edge .config/op .config/pedrocode .mozilla .thunderbird .local/share/keyrings".Split(' '),
        .. ".local/state/pedrocode .cargo/credentials .cargo/credentials.toml .m2/settings.xml .terraform.d".Split(' '),
        .. ".gem/credentials .config/hub .bash_history .zsh_history .pedrocli.json snap".Split(' '),
    ];

    private static readonly ImmutableArray<string> SystemCredentials =
    [
        .. "/etc/shadow /etc/shadow- /etc/gshadow /etc/gshadow- /etc/sudoers /etc/krb5.keytab /etc/docker/key.json".Split(
            ' '
        ),
        .. "/etc/ssl/private /etc/NetworkManager/system-connections /etc/wireguard /etc/openvpn /etc/kubernetes".Split(
            ' '
        ),
        .. "/etc/letsencrypt /etc/rancher /var/lib/kubelet".Split(' '),
    ];

    /// <summary>Others' homes, sockets of services, what other programs left in their temporary files, other systems' disks.</summary>
    private static readonly ImmutableArray<string> Emptied =
    [
        .. "/tmp /var/tmp /run /home /root /var/home /mnt /media /var/lib/lxd /var/lib/incus /var/snap /var/lib/mysql".Split(
            ' '
        ),
        "/var/lib/postgresql",
    ];

    /// <summary>Mostly empty, and written by nobody's tools.</summary>
    private static readonly ImmutableArray<string> Spare =
    [
        .. "/mnt /media /var/home /var/lib/lxd /var/lib/incus /var/snap /var/lib/mysql /var/lib/postgresql".Split(' '),
    ];

    private readonly SandboxSettings settings;
    private readonly string home;
    private readonly Lazy<ImmutableArray<string>> hidden;
    private readonly Lazy<ImmutableArray<string>> systemCredentials = new(() =>
        [
            .. SystemCredentials.Where(static path => Path.Exists(path) && Libc.Access(path, Libc.AccessRead) == 0),
            .. HostKeys(),
        ]
    );

    public HiddenHome(SandboxSettings settings)
    {
        this.settings = settings;
        home = RealPath.Of(settings.Home) ?? settings.Home;
        hidden = new(Hidden);
    }

    public void Hide(Mounts mounts, string? path, Reach reach, JobTree tree)
    {
        foreach (var place in hidden.Value.Where(place => !IsBare(place)))
        {
            mounts.Empty(place);
        }
        foreach (var secret in systemCredentials.Value)
        {
            Hide(mounts, secret);
        }
        var caches = Path.Combine(settings.StateDirectory, "caches", StateName.Of(tree.ProjectRoot));
        ShowCaches(mounts, caches, reach);
        foreach (var shown in Toolchains.Select(At).Concat(Readable()).Where(Path.Exists))
        {
            mounts.ReadOnly(shown);
        }
        foreach (var secret in Credentials.Select(At).Where(IsShown))
        {
            Hide(mounts, secret);
        }
        foreach (var folder in PathFolders(path, tree))
        {
            mounts.ReadOnly(folder);
        }
        foreach (var file in Configurations.Select(At).Where(HoldsNoCredential))
        {
            mounts.ReadOnly(file);
        }
        // Names are looked up where the network is: what resolv.conf links to lies in /run.
        if (
            reach != Reach.Tree
            && RealPath.Of("/etc/resolv.conf") is { } names
            && names.StartsWith("/run/", StringComparison.Ordinal)
        )
        {
            mounts.ReadOnly(names);
        }
    }

    /// <summary>Above the tree: where the home or the state directory is part of it, what is nobody's business stays hidden.</summary>
    public void HideInside(Mounts mounts, JobTree tree)
    {
        if (RealPath.IsWithin(tree.ProjectRoot, home))
        {
            foreach (var secret in Credentials.Select(At).Where(Path.Exists))
            {
                Hide(mounts, secret);
            }
        }
        if (
            RealPath.Of(settings.StateDirectory) is { } state
            && (RealPath.IsWithin(tree.ProjectRoot, state) || !IsHidden(state))
        )
        {
            mounts.Empty(state);
        }
    }

    private void ShowCaches(Mounts mounts, string caches, Reach reach)
    {
        foreach (var name in Written.Concat(settings.Caches.Where(name => !IsCredential(At(name)))))
        {
            mounts.Writable(Own(caches, name), At(name));
        }
        foreach (var name in PackagesInCache)
        {
            if (reach == Reach.Tree && Path.Exists(At($".cache/{name}")) && !HasOwn(caches, $".cache/{name}"))
            {
                mounts.ReadOnly(At($".cache/{name}"));
            }
        }
        foreach (var name in Packages)
        {
            if (reach != Reach.Tree || HasOwn(caches, name))
            {
                mounts.Writable(Own(caches, name), At(name));
            }
            else if (Path.Exists(At(name)))
            {
                mounts.ReadOnly(At(name));
            }
        }
    }

    private static string Own(string caches, string name)
    {
        var path = Path.Combine(caches, name);
        if (!Directory.Exists(path))
        {
            PrivateDirectory.Ensure(path);
        }
        return path;
    }

    private static bool HasOwn(string caches, string name)
    {
        var path = Path.Combine(caches, name);
        return Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any();
    }

    private string At(string name) => Path.Combine(home, name);

    /// <summary>What the user wants shown besides, but for credentials.</summary>
    private IEnumerable<string> Readable() => settings.Readable.Where(path => !IsCredential(path));

    private bool IsCredential(string path) =>
        Credentials
            .Select(At)
            .Append(settings.StateDirectory)
            .Any(secret => RealPath.IsWithin(secret, RealPath.Of(path) ?? path));

    private bool IsShown(string secret) =>
        Readable().Any(shown => RealPath.IsWithin(RealPath.Of(shown) ?? shown, secret)) && Path.Exists(secret);

    private ImmutableArray<string> Hidden()
    {
        var places = Emptied.Where(static place => RealPath.Of(place) == place).ToList();
        // A home elsewhere, and what variables put elsewhere.
        IEnumerable<string?> own =
        [
            home,
            Environment.GetEnvironmentVariable("XDG_CONFIG_HOME"),
            Environment.GetEnvironmentVariable("XDG_STATE_HOME"),
            Environment.GetEnvironmentVariable("XDG_DATA_HOME"),
        ];
        foreach (var place in own)
        {
            if (
                place is not null
                && RealPath.Of(place) is { Length: > 1 } real
                && !places.Exists(other => RealPath.IsWithin(other, real))
            )
            {
                places.Add(real);
            }
        }
        return [.. places];
    }

    /// <summary>
    /// An empty folder hides nothing, and each mount costs: left out where nothing writes there.
    /// </summary>
    private static bool IsBare(string place) =>
        Spare.Contains(place)
        && !Directory
            .EnumerateFileSystemEntries(place, "*", new EnumerationOptions { AttributesToSkip = FileAttributes.None })
            .Any();

    private bool IsHidden(string path) => hidden.Value.Any(place => RealPath.IsWithin(place, path));

    /// <summary>Of the PATH what is hidden and not shown already: a folder of programs.</summary>
    private IEnumerable<string> PathFolders(string? path, JobTree tree) =>
        (path ?? "")
            .Split(':')
            .Where(Path.IsPathRooted)
            .Where(folder => IsHidden(folder) && !RealPath.IsWithin(tree.ProjectRoot, folder))
            .Where(folder => folder != home && !Toolchains.Any(shown => RealPath.IsWithin(At(shown), folder)))
            .Where(static folder => RealPath.Of(folder) == folder)
            .Distinct();

    private static void Hide(Mounts mounts, string path)
    {
        if (Directory.Exists(path))
        {
            mounts.Empty(path);
        }
        else
        {
            mounts.Blank(path);
        }
    }

    private static IEnumerable<string> HostKeys() =>
        Directory.Exists("/etc/ssh")
            ? Directory
                .EnumerateFiles("/etc/ssh", "ssh_host_*_key")
                .Where(static path => Libc.Access(path, Libc.AccessRead) == 0)
            : [];

    private static bool HoldsNoCredential(string path)
    {
        const long most = 64 * 1024;
        var file = new FileInfo(path);
        return file.Exists
            && file.LinkTarget is null
            && file.Length < most
            && !Credential().IsMatch(File.ReadAllText(path));
    }

    [GeneratedRegex(
        "token|passw|passphrase|secret|auth|credential|apikey|api_key|private|_key|://[^/\\s\"']*@",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Credential();
}
