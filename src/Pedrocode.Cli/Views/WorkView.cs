using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Pedrocode.Core.Tools;
using Pedrocode.Core.Trees.Landings;

namespace Pedrocode.Cli.Views;

/// <summary>What came of apply, undo, discard, and what salvage holds.</summary>
internal static class WorkView
{
    /// <param name="canRetry">Whether the job's directory is there.</param>
    public static string Applied(AppliedWork work, Style style, bool canRetry = true) =>
        work.Outcome switch
        {
            WorkOutcome.Done => work.Changes.IsEmpty
                ? $"{work.Id} changed nothing"
                : $"{style.Mark("✅ ", "")}Applied {work.Id}: {ChangeView.Summary(work.Changes, style)}     {style.Action($"undo {NoticeView.Tail(work.Id)}")}{Committed(work.Commit, work.NotCommittedWhy)}",
            WorkOutcome.Already => $"{work.Id} is applied already",
            WorkOutcome.ChecksFail =>
                $"{style.Red($"{work.Id} not applied, nothing was changed:")} {VisibleText.CleanLine(work.WhyNot!)}\n{Failure(work)}"
                    + $"   {WaysOn(work, style, canRetry)}",
            _ => $"{style.Red($"{work.Id} not applied, nothing was changed:")}\n{Conflicts(work)}\n"
                + $"   {WaysOn(work, style, canRetry)}",
        };

    public static string Undone(AppliedWork work, Style style) =>
        work.Outcome switch
        {
            WorkOutcome.Done =>
                $"{style.Mark("✅ ", "")}Took back {work.Id}: {ChangeView.Summary(work.Changes, style)}     {style.Action($"apply {NoticeView.Tail(work.Id)}")} brings it back{(work.Commit is { } commit ? $"\n   The commit {Short(commit)} stays; that its lines are gone is an uncommitted change." : "")}",
            WorkOutcome.Already => $"{work.Id} is taken back already",
            _ => $"{style.Red($"{work.Id} not taken back, nothing was changed:")}\n{Conflicts(work)}",
        };

    public static string Discarded(DiscardedWork work, Style style) =>
        work.IsSalvaged
            ? $"Discarded {work.Id}. Still to be had: {NoticeView.Either($"salvage {NoticeView.Tail(work.Id)}", $"discard {NoticeView.Tail(work.Id)} --for-good", style)}"
            : $"Discarded {work.Id}";

    public static string Salvaged(ImmutableArray<SalvagedWork> saved, Style style) =>
        saved.IsEmpty
            ? "Nothing is saved in this project"
            : new StringBuilder()
                .AppendJoin(
                    '\n',
                    saved.Select(work => $"{work.Id}  {ChangeView.Summary(work.Changes, style)}  {Names(work)}")
                )
                .Append(
                    $"\n\n{style.Action("salvage ID")} shows one, {style.Action("apply ID")} brings it into your files, {style.Action("discard ID --for-good")} removes it"
                )
                .ToString();

    public static string Json(ImmutableArray<SalvagedWork> saved)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (var work in saved)
            {
                json.WriteStartObject();
                json.WriteString("id", work.Id.ToString());
                json.WriteStartArray("files_changed");
                foreach (var file in work.Changes)
                {
                    json.WriteStringValue(file.Path);
                }
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    /// <summary>Where a commit was wanted: which it is, or why there is none. Begins with a line break.</summary>
    public static string Committed(string? commit, string? whyNot) =>
        commit is not null ? $"\n   Committed as {Short(commit)}"
        : whyNot is not null ? $"\n   Not committed: {VisibleText.CleanLine(whyNot)}"
        : "";

    public static string Short(string commit) => commit[..Math.Min(commit.Length, 10)];

    private static string WaysOn(AppliedWork work, Style style, bool canRetry)
    {
        var tail = NoticeView.Tail(work.Id);
        return canRetry
            ? NoticeView.Either($"retry {tail}", $"diff {tail}", style)
            : $"{style.Action($"diff {tail}")} shows the change";
    }

    private static string Failure(AppliedWork work) =>
        work.Failure is { } text
            ? string.Concat(VisibleText.Clean(text).TrimEnd().Split('\n').Select(static line => $"   {line}\n"))
            : "";

    private static string Conflicts(AppliedWork work) =>
        string.Join(
            '\n',
            work.Conflicts.Select(static conflict => $"   {VisibleText.CleanLine(conflict.Path)}: {conflict.Why}")
        );

    private static string Names(SalvagedWork work) =>
        string.Join(", ", work.Changes.Take(3).Select(static file => VisibleText.CleanLine(file.Path)))
        + (work.Changes.Length > 3 ? ", …" : "");
}
