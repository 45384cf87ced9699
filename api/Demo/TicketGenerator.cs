using System.Globalization;
using System.Text;

namespace ActiveLabel.Api.Demo;

/// <param name="Intent">Key of the true intent.</param>
public sealed record Ticket(string ExternalId, string Text, string Intent);

/// <summary>
/// Draws support tickets as customers write them: with asides about other things, words in common and typing errors, so
/// that no keyword gives the intent away. One seed, one set of tickets.
/// </summary>
public static class TicketGenerator
{
    private const double AsideShare = 0.45;
    private const double AmbiguousShare = 0.12;
    private const double TypoShare = 0.04;

    public static IReadOnlyList<string> Labels { get; } = [.. TicketPhrases.Intents.Select(intent => intent.Key)];

    public static IReadOnlyList<Ticket> Generate(int count, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var random = new Random(seed);
        return [.. Enumerable.Range(1, count).Select(number => Draw(number, random))];
    }

    private static Ticket Draw(int number, Random random)
    {
        var intents = TicketPhrases.Intents;
        var intent = intents[random.Next(intents.Length)];
        var other = intents[(Array.IndexOf(intents, intent) + random.Next(1, intents.Length)) % intents.Length];
        var core = Pick(intent.Cores, random);
        var parts = new List<string>();
        if (random.NextDouble() < AmbiguousShare)
            // Two wishes in one ticket: the first one counts, and not every worker will agree.
            parts.Add($"{core} and {Pick(other.Cores, random)}");
        else
            parts.Add(core);
        if (random.NextDouble() < AsideShare)
            parts.Insert(random.Next(parts.Count + 1), Pick(other.Asides, random));
        if (random.NextDouble() < 0.5)
            parts.Insert(random.Next(parts.Count + 1), Pick(TicketPhrases.Fillers, random));
        if (random.NextDouble() < 0.5)
            parts.Insert(0, Pick(TicketPhrases.Openings, random));
        if (random.NextDouble() < 0.5)
            parts.Add(Pick(TicketPhrases.Closings, random));
        var separator = random.NextDouble() < 0.5 ? ". " : ", ";
        var text = WithTypos(Fill(string.Join(separator, parts), random), random);
        return new(
            string.Create(CultureInfo.InvariantCulture, $"ticket-{number:00000}"),
            random.NextDouble() < 0.4 ? Capitalised(text) : text,
            intent.Key);
    }

    private static string Fill(string text, Random random)
        => text
            .Replace("{product}", Pick(TicketPhrases.Products, random), StringComparison.Ordinal)
            .Replace("{month}", Pick(TicketPhrases.Months, random), StringComparison.Ordinal)
            .Replace("{amount}", Number($"{random.Next(5, 250)}.{random.Next(100):00} EUR"), StringComparison.Ordinal)
            .Replace(
                "{code}", Number($"{(char)('A' + random.Next(26))}{random.Next(1_000, 9_999)}"),
                StringComparison.Ordinal)
            .Replace("{years}", Number($"{random.Next(2, 15)}"), StringComparison.Ordinal);

    private static string Number(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>Letters swapped, dropped or doubled inside words.</summary>
    private static string WithTypos(string text, Random random)
    {
        var typed = new StringBuilder(text);
        for (var index = 1; index < typed.Length - 1; index++)
        {
            if (!char.IsLetter(typed[index]) || !char.IsLetter(typed[index - 1])
                || random.NextDouble() >= TypoShare / 3)
                continue;
            switch (random.Next(3))
            {
                case 0:
                    (typed[index], typed[index - 1]) = (typed[index - 1], typed[index]);
                    break;
                case 1:
                    typed.Remove(index, 1);
                    break;
                default:
                    typed.Insert(index, typed[index]);
                    index++;
                    break;
            }
        }
        return typed.ToString();
    }

    private static string Capitalised(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static string Pick(string[] from, Random random) => from[random.Next(from.Length)];
}
