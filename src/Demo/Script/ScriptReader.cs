using System.Globalization;
using Loadline.Crds;
using Loadline.Simulator;

namespace Loadline.Demo.Script;

/// <summary>
/// Reads scripts: one step per line, <c>#</c> begins a comment.
/// <code>
/// at TIME | then   set MEMBER   rtt TIME|normal | load PERCENT|normal | network up|refuse|blackhole   [expect move [within TIME]]
/// </code>
/// </summary>
internal sealed class ScriptReader(string source, IReadOnlyCollection<string> members)
{
    private const string Form = "at TIME | then, set MEMBER, rtt | load | network, VALUE, [expect move [within TIME]]";
    private static readonly TimeSpan DefaultWithin = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LongestRtt = TimeSpan.FromSeconds(10);

    /// <summary>Reads a whole script.</summary>
    /// <exception cref="ScriptFormatException">A line is wrong.</exception>
    public IReadOnlyList<ScriptStep> Read(string text)
    {
        var steps = new List<ScriptStep>();
        var latest = TimeSpan.Zero;
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            number++;
            var end = line.IndexOf('#');
            var words = new Words(source, number, (end < 0 ? line : line[..end]).ToString());
            if (words.AtEnd) continue;
            var step = Step(words, number);
            if (step.At is { } at)
            {
                if (at < latest) throw words.Wrong($"'at {KubeDuration.Format(at)}' comes after 'at {KubeDuration.Format(latest)}'; steps run in the order of the lines");
                latest = at;
            }

            steps.Add(step);
        }

        return steps;
    }

    private ScriptStep Step(Words words, int line)
    {
        TimeSpan? at = words.Next("'at' or 'then'") switch
        {
            "at" => Duration(words, "a time"),
            "then" => null,
            var other => throw words.Wrong($"'{other}' is neither 'at' nor 'then'; a line is: {Form}"),
        };
        words.Expect("set");
        var member = words.Next("the name of a member");
        if (!members.Contains(member)) throw words.Wrong($"there is no member '{member}'; members are {string.Join(", ", members)}");
        var trouble = Trouble(words);
        if (words.AtEnd) return new(line, at, member, trouble, false, DefaultWithin);
        words.Expect("expect");
        words.Expect("move");
        if (words.AtEnd) return new(line, at, member, trouble, true, DefaultWithin);
        words.Expect("within");
        var within = Duration(words, "a time");
        if (!words.AtEnd) throw words.Wrong($"'{words.Next("")}' is too much; a line is: {Form}");
        return new(line, at, member, trouble, true, within);
    }

    private static Trouble Trouble(Words words) => words.Next("rtt, load or network") switch
    {
        "rtt" => new Trouble.Latency(Rtt(words)),
        "load" => new Trouble.Load(Ratio(words)),
        "network" => new Trouble.Network(words.Next("up, refuse or blackhole") switch
        {
            "up" => Availability.Up,
            "refuse" => Availability.Refuse,
            "blackhole" => Availability.BlackHole,
            var other => throw words.Wrong($"'{other}' is not a state of a network; use up, refuse or blackhole"),
        }),
        var other => throw words.Wrong($"'{other}' cannot be set; use rtt, load or network"),
    };

    private static TimeSpan? Rtt(Words words)
    {
        var text = words.Next("a time, or normal");
        if (text == "normal") return null;
        if (!KubeDuration.TryParse(text, out var rtt)) throw words.Wrong($"'{text}' is not a time (examples: 250ms, 1.5s, normal)");
        return rtt >= TimeSpan.Zero && rtt <= LongestRtt ? rtt : throw words.Wrong($"an RTT of {text} is outside 0 to {KubeDuration.Format(LongestRtt)}");
    }

    private static double Ratio(Words words)
    {
        var text = words.Next("a percentage, or normal");
        if (text == "normal") return 0;
        if (!text.EndsWith('%') || !double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent))
            throw words.Wrong($"'{text}' is not a percentage (examples: 95%, 12.5%, normal)");
        return percent <= 100 ? percent / 100 : throw words.Wrong($"a load of {text} is more than 100%");
    }

    private static TimeSpan Duration(Words words, string what)
    {
        var text = words.Next(what);
        return KubeDuration.TryParse(text, out var duration) && duration >= TimeSpan.Zero
            ? duration
            : throw words.Wrong($"'{text}' is not a time (examples: 10s, 1m30s, 500ms)");
    }

    /// <summary>The words of one line, read from left to right.</summary>
    private sealed class Words(string source, int line, string text)
    {
        private readonly string[] _words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        private int _next;

        public bool AtEnd => _next == _words.Length;

        public string Next(string what) => AtEnd ? throw Wrong($"the line ends where {what} should be; a line is: {Form}") : _words[_next++];

        public void Expect(string word)
        {
            var found = Next($"'{word}'");
            if (found != word) throw Wrong($"'{found}' stands where '{word}' should be; a line is: {Form}");
        }

        public ScriptFormatException Wrong(string problem) => new(source, line, problem);
    }
}
