using System.Globalization;
using System.Text;

namespace Loadline.Bench.Weights;

/// <summary>A chart of lines as SVG, with nothing in it that a reader of the file could not follow.</summary>
internal sealed class LineChart(string title, string abscissa, string ordinate)
{
    private const double Width = 760, Height = 360, Left = 64, Right = 190, Top = 40, Bottom = 48;

    private static readonly string[] Colours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#555555"];

    private readonly List<(string Name, (double X, double Y)[] Points)> _lines = [];

    public double? Most { get; init; }

    public LineChart Add(string name, IEnumerable<(double X, double Y)> points)
    {
        _lines.Add((name, [.. points]));
        return this;
    }

    public string ToSvg()
    {
        var all = _lines.SelectMany(static line => line.Points).ToArray();
        var (left, right) = (all.Min(static p => p.X), all.Max(static p => p.X));
        var top = Most ?? Nice(all.Max(static p => p.Y));
        var svg = new StringBuilder();
        Append($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"12\">\n");
        Append($"<rect width=\"{Width}\" height=\"{Height}\" fill=\"#ffffff\"/>\n<text x=\"{Left}\" y=\"22\" font-size=\"15\">{title}</text>\n");
        for (var k = 0; k <= 5; k++)
        {
            var (x, y) = (X(left + (right - left) * k / 5), Y(top * k / 5));
            Append($"<line x1=\"{Left}\" y1=\"{y:0.#}\" x2=\"{Width - Right}\" y2=\"{y:0.#}\" stroke=\"#dddddd\"/>\n<text x=\"{Left - 6}\" y=\"{y + 4:0.#}\" text-anchor=\"end\">{top * k / 5:0.##}</text>\n");
            Append($"<text x=\"{x:0.#}\" y=\"{Height - Bottom + 18}\" text-anchor=\"middle\">{left + (right - left) * k / 5:0.##}</text>\n");
        }

        Append($"<text x=\"{(Left + Width - Right) / 2:0}\" y=\"{Height - 8}\" text-anchor=\"middle\">{abscissa}</text>\n");
        Append($"<text transform=\"translate(16 {(Top + Height - Bottom) / 2:0}) rotate(-90)\" text-anchor=\"middle\">{ordinate}</text>\n");
        for (var k = 0; k < _lines.Count; k++)
        {
            var (name, points) = _lines[k];
            var path = string.Join(' ', points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{X(p.X):0.#},{Y(Math.Clamp(p.Y, 0, top)):0.#}")));
            var colour = Colours[k % Colours.Length];
            Append($"<polyline points=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.8\"/>\n");
            Append($"<line x1=\"{Width - Right + 12}\" y1=\"{Top + 12 + 20 * k}\" x2=\"{Width - Right + 32}\" y2=\"{Top + 12 + 20 * k}\" stroke=\"{colour}\" stroke-width=\"3\"/>\n<text x=\"{Width - Right + 38}\" y=\"{Top + 16 + 20 * k}\">{name}</text>\n");
        }

        return svg.Append("</svg>\n").ToString();

        double X(double x) => Left + (x - left) / Math.Max(1e-9, right - left) * (Width - Left - Right);
        double Y(double y) => Height - Bottom - y / top * (Height - Top - Bottom);
        void Append(FormattableString text) => svg.Append(text.ToString(CultureInfo.InvariantCulture));
    }

    private static double Nice(double value)
    {
        var step = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(1e-9, value))));
        return Math.Ceiling(value / step) * step;
    }
}
