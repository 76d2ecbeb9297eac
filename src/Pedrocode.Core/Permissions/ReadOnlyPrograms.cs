namespace Pedrocode.Core.Permissions;

/// <summary>
/// Programs that only read, whatever their operands, with the options of which that is known: from the manuals of GNU,
/// and such that BSD's mean nothing worse by them.
/// </summary>
internal static class ReadOnlyPrograms
{
    private const string Help = "help version ";

    private static readonly ReadOnlyOptions Nothing = new(longs: Help);

    private static readonly ReadOnlyOptions Digest = new(
        "bctzw",
        longs: Help + "binary check tag text zero ignore-missing quiet status strict warn"
    );

    private static readonly ReadOnlyOptions Decoding = new("di", "w", Help + "decode ignore-garbage wrap=");

    private static readonly ReadOnlyOptions Grep = new(
        "EFGPiywxszvVbnHhoqaIrRLlcTZU",
        "efmdDABC",
        Help
            + "extended-regexp fixed-strings basic-regexp perl-regexp regexp= file= ignore-case no-ignore-case word-regexp "
            + "line-regexp null-data no-messages invert-match max-count= byte-offset line-number line-buffered with-filename "
            + "no-filename label= only-matching quiet silent binary-files= text directories= devices= recursive "
            + "dereference-recursive include= exclude= exclude-from= exclude-dir= files-without-match files-with-matches count "
            + "initial-tab null before-context= after-context= context= group-separator= no-group-separator color? colour? binary"
    )
    {
        Numbers = true,
    };

    public static readonly Dictionary<string, ReadOnlyOptions> All = new Dictionary<string, ReadOnlyOptions>
    {
        ["arch"] = Nothing,
        ["b2sum"] = new(
            "bctzw",
            "l",
            Help + "binary check length= tag text zero ignore-missing quiet status strict warn"
        ),
        ["base32"] = Decoding,
        ["base64"] = Decoding,
        ["basename"] = new("az", "s", Help + "multiple suffix= zero"),
        ["cat"] = new(
            "AbeEnstTuv",
            "",
            Help + "show-all number-nonblank show-ends number squeeze-blank show-tabs show-nonprinting"
        ),
        ["cksum"] = new(
            "czw",
            "al",
            Help + "algorithm= check length= tag untagged zero ignore-missing quiet status strict warn"
        ),
        ["cmp"] = new("bls", "in", Help + "print-bytes ignore-initial= verbose bytes= quiet silent"),
        ["column"] = new(
            "tJdeLx",
            "nONlEHRTWripcos",
            "help version table json separator= output-separator= output-width= fillrows"
        ),
        ["comm"] = new("123z", "", Help + "check-order nocheck-order output-delimiter= total zero-terminated"),
        ["cut"] = new(
            "nsz",
            "bcdf",
            Help + "bytes= characters= delimiter= fields= complement only-delimited output-delimiter= zero-terminated"
        ),
        ["df"] = new(
            "ahHiklPTv",
            "Btx",
            Help
                + "all block-size= human-readable si inodes local no-sync output? portability total type= print-type exclude-type="
        ),
        ["diff"] = new(
            "qscuenyptTrNiEZbwBad",
            "CUWFxXSID",
            Help
                + "normal brief report-identical-files context? unified? ed rcs side-by-side width= left-column suppress-common-lines "
                + "show-c-function show-function-line= label= expand-tabs initial-tab tabsize= suppress-blank-empty recursive "
                + "no-dereference new-file unidirectional-new-file ignore-file-name-case no-ignore-file-name-case exclude= "
                + "exclude-from= starting-file= from-file= to-file= ignore-case ignore-tab-expansion ignore-trailing-space "
                + "ignore-space-change ignore-all-space ignore-blank-lines ignore-matching-lines= text strip-trailing-cr ifdef= "
                + "line-format= minimal horizon-lines= speed-large-files color? palette="
        ),
        ["dirname"] = new("z", "", Help + "zero"),
        ["date"] = new("uR", "dr", Help + "date= debug iso-8601? rfc-email rfc-3339= reference= utc universal")
        {
            Attached = "I",
            MostOperands = 1,
        },
        ["du"] = new(
            "0abcDHhkLlmPSsx",
            "BdtX",
            Help
                + "null all apparent-size block-size= bytes total dereference-args max-depth= human-readable inodes dereference "
                + "count-links no-dereference separate-dirs si summarize threshold= time? time-style= exclude-from= exclude= one-file-system"
        ),
        ["egrep"] = Grep,
        ["expand"] = new("i", "t", Help + "initial tabs="),
        ["factor"] = Nothing,
        ["fgrep"] = Grep,
        ["file"] = new(
            "bihLkNnr0",
            "F",
            Help
                + "brief mime mime-type mime-encoding keep-going dereference no-dereference no-buffer no-pad print0 raw separator="
        ),
        ["fmt"] = new(
            "cstu",
            "pwg",
            Help + "crown-margin prefix= split-only tagged-paragraph uniform-spacing width= goal="
        )
        {
            Numbers = true,
        },
        ["fold"] = new("bs", "w", Help + "bytes spaces width="),
        ["free"] = new("bkmghltvw", "", Help + "bytes kibi mebi gibi human si lohi total committed wide"),
        ["grep"] = Grep,
        ["groups"] = Nothing,
        ["head"] = new("qvz", "cn", Help + "bytes= lines= quiet silent verbose zero-terminated") { Numbers = true },
        ["hexdump"] = new("bcCdoxv", "ensf", "help version canonical length= skip= no-squeezing"),
        ["hostname"] = new("sfI", "", "short fqdn long all-ip-addresses") { MostOperands = 0 },
        ["id"] = new("aZgGnruz", "", Help + "context group groups name real user zero"),
        ["join"] = new("iz", "aejotv12", Help + "ignore-case check-order nocheck-order header zero-terminated"),
        ["ls"] = new(
            "aAbBcCdfFgGhHiklLmnNopqQrRsStuUvxXZ1",
            "ITw",
            Help
                + "all almost-all author escape block-size= ignore-backups color? directory classify? file-type format= full-time "
                + "group-directories-first no-group human-readable si dereference-command-line hide= hyperlink? indicator-style= inode "
                + "ignore= kibibytes dereference numeric-uid-gid literal hide-control-chars show-control-chars quote-name "
                + "quoting-style= reverse recursive size sort= time= time-style= tabsize= width= context zero"
        ),
        ["md5sum"] = Digest,
        ["nl"] = new(
            "p",
            "bdfhilnsvw",
            Help
                + "body-numbering= section-delimiter= footer-numbering= header-numbering= line-increment= join-blank-lines= number-format= no-renumber number-separator= starting-line-number= number-width="
        ),
        ["nproc"] = new("", "", Help + "all ignore="),
        ["numfmt"] = new(
            "z",
            "d",
            Help
                + "debug delimiter= field= format= from= from-unit= grouping header? invalid= padding= round= suffix= to= to-unit= zero-terminated"
        ),
        ["od"] = new(
            "vabcdfilosx",
            "AjNt",
            Help + "address-radix= endian= skip-bytes= read-bytes= format= output-duplicates width? strings?"
        )
        {
            Attached = "w",
        },
        ["paste"] = new("sz", "d", Help + "delimiters= serial zero-terminated"),
        ["printenv"] = new("0", "", Help + "null"),
        ["ps"] = new(
            "AeadNfFHjlLMTmcywV",
            "CGgpqstuUOo",
            Help
                + "deselect ppid= pid= sid= tty= user= group= format= sort= forest headers no-headers cols= columns= width= rows= lines="
        ),
        ["readlink"] = new(
            "femnqsvz",
            "",
            Help + "canonicalize canonicalize-existing canonicalize-missing no-newline quiet silent verbose zero"
        ),
        ["realpath"] = new(
            "emLPqsz",
            "",
            Help
                + "canonicalize-existing canonicalize-missing logical physical quiet relative-to= relative-base= strip no-symlinks zero"
        ),
        ["rev"] = Nothing,
        ["rg"] = new(
            "niwvSsFcloqUPHhINuLax0pV.",
            "egtTABCmrjMEd",
            Help
                + "line-number no-line-number ignore-case word-regexp invert-match smart-case case-sensitive fixed-strings count "
                + "count-matches files-with-matches files-without-match only-matching quiet multiline multiline-dotall pcre2 "
                + "with-filename no-filename unrestricted follow text line-regexp null pretty hidden no-hidden no-ignore no-ignore-vcs "
                + "no-ignore-dot no-ignore-parent no-ignore-global no-config no-heading heading no-messages one-file-system passthru trim "
                + "vimgrep crlf json stats files type-list column no-column byte-offset max-columns-preview regexp= glob= iglob= type= "
                + "type-not= type-add= after-context= before-context= context= max-count= replace= threads= max-columns= encoding= "
                + "max-depth= max-filesize= sort= sortr= color= colors= context-separator= file= ignore-file= glob-case-insensitive no-unicode"
        ),
        ["seq"] = new("w", "fs", Help + "format= separator= equal-width") { Numbers = true },
        ["sha1sum"] = Digest,
        ["sha224sum"] = Digest,
        ["sha256sum"] = Digest,
        ["sha384sum"] = Digest,
        ["sha512sum"] = Digest,
        ["shuf"] = new("ez", "in", Help + "echo input-range= head-count= random-source= zero-terminated"),
        ["sort"] = new(
            "bdfgiMhnRrVcCmsuz",
            "ktS",
            Help
                + "ignore-leading-blanks dictionary-order ignore-case general-numeric-sort ignore-nonprinting month-sort "
                + "human-numeric-sort numeric-sort random-sort random-source= reverse sort= version-sort batch-size= check? debug "
                + "files0-from= key= merge stable buffer-size= field-separator= parallel= unique zero-terminated"
        ),
        ["stat"] = new("Lft", "c", Help + "dereference file-system cached= format= printf= terse"),
        ["strings"] = new(
            "afwo",
            "nteUs",
            Help + "all print-file-name bytes= radix= encoding= unicode= include-all-whitespace output-separator="
        )
        {
            Numbers = true,
        },
        ["sum"] = new("rs", "", Help + "sysv"),
        ["tac"] = new("br", "s", Help + "before regex separator="),
        ["tail"] = new("qvz", "cn", Help + "bytes= lines= quiet silent verbose zero-terminated") { Numbers = true },
        ["tr"] = new("cCdst", "", Help + "complement delete squeeze-repeats truncate-set1"),
        ["tree"] = new(
            "adfihsDFpugnClxrtcUNqQASJX",
            "LPI",
            Help
                + "noreport dirsfirst du si prune ignore-case matchdirs gitignore inodes device charset= filelimit= timefmt= sort="
        )
        {
            ValuesApart = true,
        },
        ["tty"] = new("s", "", Help + "silent quiet"),
        ["uname"] = new(
            "asnrvmpio",
            "",
            Help
                + "all kernel-name nodename kernel-release kernel-version machine processor hardware-platform operating-system"
        ),
        ["unexpand"] = new("a", "t", Help + "all first-only tabs="),
        ["uniq"] = new(
            "cdDiuz",
            "fsw",
            Help
                + "count repeated all-repeated? skip-fields= group? ignore-case skip-chars= unique zero-terminated check-chars="
        )
        {
            MostOperands = 1,
        },
        ["uptime"] = new("ps", "", Help + "pretty since"),
        ["wc"] = new("cmlLw", "", Help + "bytes chars lines files0-from= max-line-length words total="),
        ["whoami"] = Nothing,
        ["fd"] = Fd,
        ["fdfind"] = Fd,
    };

    private static ReadOnlyOptions Fd =>
        new(
            "HIuspigaL0F1qV",
            "tedESjc",
            Help
                + "hidden no-ignore no-ignore-vcs no-ignore-parent unrestricted case-sensitive ignore-case glob regex fixed-strings "
                + "absolute-path follow full-path print0 type= extension= max-depth= min-depth= exact-depth= exclude= size= "
                + "changed-within= changed-before= max-results= threads= color= prune one-file-system quiet"
        );
}
