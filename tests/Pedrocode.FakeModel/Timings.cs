using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Pedrocode.FakeModel;

/// <summary>
/// How long the client took between the end of a reply and its next request. Conversations are told apart by their task,
/// so a benchmark gives each job another one.
/// </summary>
public sealed class Timings
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _ended = [];
    private readonly List<Timing> _all = [];

    public IReadOnlyList<Timing> All
    {
        get
        {
            lock (_lock)
                return [.. _all];
        }
    }

    internal void Arrived(Chat chat, long arrived)
    {
        lock (_lock)
        {
            double? gap = _ended.TryGetValue(chat.Task, out var ended)
                ? Stopwatch.GetElapsedTime(ended, arrived).TotalMilliseconds
                : null;
            _all.Add(new Timing(chat.Task, chat.Rounds + 1, chat.Bytes, gap));
        }
    }

    internal void Ended(Chat chat)
    {
        lock (_lock)
            _ended[chat.Task] = Stopwatch.GetTimestamp();
    }

    public string ToJson()
    {
        var all = All;
        var gaps = all.Where(timing => timing.GapMs is not null).Select(timing => timing.GapMs!.Value).Order().ToList();
        var json = new StringBuilder("{\"requests\":").Append(all.Count);
        if (gaps.Count > 0)
            json.Append(
                CultureInfo.InvariantCulture,
                $",\"gap_ms\":{{\"median\":{gaps[gaps.Count / 2]:0.000},\"p90\":{gaps[gaps.Count * 9 / 10]:0.000},\"max\":{gaps[^1]:0.000}}}"
            );
        if (all.Count > 0)
            json.Append(
                CultureInfo.InvariantCulture,
                $",\"bytes\":{{\"first\":{all[0].Bytes},\"max\":{all.Max(timing => timing.Bytes)}}}"
            );
        json.Append(",\"rounds\":[")
            .AppendJoin(
                ",\n",
                all.Select(timing =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{{\"task\":{OpenAiFrames.Quoted(timing.Task[..Math.Min(timing.Task.Length, 80)])},\"round\":{timing.Round},\"bytes\":{timing.Bytes},\"gap_ms\":{(timing.GapMs is { } gap ? gap.ToString("0.000", CultureInfo.InvariantCulture) : "null")}}}"
                    )
                )
            );
        return json.Append("]}\n").ToString();
    }
}

/// <param name="Bytes">Of the request's body.</param>
/// <param name="GapMs">Since the last byte of the conversation's last reply; null for its first request.</param>
public sealed record Timing(string Task, int Round, int Bytes, double? GapMs);
