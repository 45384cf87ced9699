using System.Globalization;
using System.Text;

namespace ActiveLabel.Tests.Support;

/// <summary>
/// Documents drawn from a grammar: mostly valid, over the words of a schema, and then often broken somewhere.
/// </summary>
/// <param name="words">Names of fields, types and arguments to draw from.</param>
public sealed class DocumentFuzzer(IReadOnlyList<string> words, int seed)
{
    private const string Signs = "{}()[]:!$@...\"\\#,&|= \n\t\u0000\uFEFFé0-e.";
    private readonly Random _random = new(seed);

    public string Next()
    {
        var text = Document();
        return _random.Next(3) switch
        {
            0 => text,
            1 => Break(text, _random.Next(1, 4)),
            _ => Break(text, _random.Next(1, 40)),
        };
    }

    private string Document()
    {
        var text = new StringBuilder();
        var operations = _random.Next(12) == 0 ? _random.Next(2, 14) : 1;
        for (var operation = 0; operation < operations; operation++)
            text.Append(Operation(operation)).Append(' ');
        for (var fragment = _random.Next(6) == 0 ? _random.Next(1, 60) : _random.Next(3); fragment > 0; fragment--)
            text.Append(CultureInfo.InvariantCulture, $"fragment {Word()} on {Word()} {Selections(_random.Next(5))} ");
        return text.ToString();
    }

    private string Operation(int number)
    {
        var kind = _random.Next(8) switch { 0 => "mutation", 1 => "subscription", _ => "query" };
        var variables = _random.Next(3) == 0
            ? $"({string.Join(' ', Enumerable.Range(0, _random.Next(1, 8)).Select(
                n => $"${Word()}: {Type()} = {Value(2)}"))})"
            : "";
        return $"{kind} q{number}{variables} {Directives()} {Selections(_random.Next(1, 8))}";
    }

    private string Selections(int depth)
    {
        var count = _random.Next(10) == 0 ? _random.Next(1, 60) : _random.Next(1, 5);
        var inner = Enumerable.Range(0, depth > 4 ? Math.Min(count, 2) : count).Select(_ => _random.Next(10) switch
        {
            0 => $"...{Word()} ",
            1 => $"... on {Word()} {Selections(depth - 1)} ",
            2 => $"{Word()}: {Field(depth)} ",
            _ => $"{Field(depth)} ",
        });
        return depth <= 0 ? "{ __typename }" : $"{{ {string.Concat(inner)}}}";
    }

    private string Field(int depth)
    {
        var arguments = _random.Next(3) == 0 ? $"({Word()}: {Value(3)} {Word()}: {Value(3)})" : "";
        return $"{Word()}{arguments} {Directives()} {(_random.Next(2) == 0 ? Selections(depth - 1) : "")}";
    }

    private string Directives() => _random.Next(8) switch
    {
        0 => $"@include(if: {Value(1)})",
        1 => $"@skip(if: ${Word()}) @{Word()}",
        _ => "",
    };

    private string Type() => _random.Next(4) switch
    {
        0 => $"[{Word()}!]!",
        1 => $"{Word()}!",
        2 => "Int",
        _ => "ID",
    };

    private string Value(int depth) => _random.Next(depth > 0 ? 10 : 7) switch
    {
        0 => _random.NextInt64().ToString(CultureInfo.InvariantCulture),
        1 => $"-{_random.NextDouble().ToString("R", CultureInfo.InvariantCulture)}e{_random.Next(400)}",
        2 => $"\"{new string((char)_random.Next(32, 0x2FFF), _random.Next(40)).Replace("\"", "").Replace("\\", "")}\"",
        3 => $"${Word()}",
        4 => _random.Next(2) == 0 ? "true" : "null",
        5 => Word().ToUpperInvariant(),
        6 => $"\"\"\"{Word()}\n  {Word()}\"\"\"",
        7 => $"[{Value(depth - 1)} {Value(depth - 1)}]",
        _ => $"{{ {Word()}: {Value(depth - 1)} {Word()}: {Value(depth - 1)} }}",
    };

    private string Word() => words[_random.Next(words.Count)];

    private string Break(string text, int times)
    {
        var broken = new StringBuilder(text);
        for (var time = 0; time < times && broken.Length > 1; time++)
        {
            var at = _random.Next(broken.Length);
            switch (_random.Next(4))
            {
                case 0:
                    broken.Remove(at, Math.Min(_random.Next(1, 8), broken.Length - at));
                    break;
                case 1:
                    broken.Insert(at, Signs[_random.Next(Signs.Length)]);
                    break;
                case 2:
                    broken[at] = Signs[_random.Next(Signs.Length)];
                    break;
                default:
                    var length = Math.Min(_random.Next(1, 200), broken.Length - at);
                    broken.Insert(_random.Next(broken.Length), broken.ToString(at, length));
                    break;
            }
        }
        return broken.ToString();
    }
}
