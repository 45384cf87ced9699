using System.Globalization;
using System.Text;

namespace ActiveLabel.Inference.Features;

/// <summary>What one field of a record says, taken apart for comparison; lower-case.</summary>
internal sealed class FieldTokens
{
    private const int LettersMax = 4_096;
    private const int GramLength = 3;

    public FieldTokens(string value)
    {
        var text = value.Length <= LettersMax ? value : value[..LettersMax];
        var (tokens, letters, token) = (new List<string>(), new StringBuilder(), new StringBuilder());
        foreach (var sign in text)
        {
            if (char.IsLetterOrDigit(sign))
            {
                token.Append(char.ToLowerInvariant(sign));
                letters.Append(char.ToLowerInvariant(sign));
                continue;
            }
            End();
        }
        End();
        Tokens = tokens;
        Set = [.. tokens];
        Letters = letters.ToString();
        Grams = [];
        for (var from = 0; from + GramLength <= Letters.Length; from++)
            Grams.Add(Letters.Substring(from, GramLength));
        Codes = [.. Set.Where(word => word.Any(char.IsDigit))];
        Number = double.TryParse(text.Trim().TrimStart('$', '€', '£'), NumberStyles.Float | NumberStyles.AllowThousands,
            CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

        void End()
        {
            if (token.Length > 0)
                tokens.Add(token.ToString());
            token.Clear();
        }
    }

    /// <summary>In their order.</summary>
    public IReadOnlyList<string> Tokens { get; }

    public HashSet<string> Set { get; }

    /// <summary>The letters and digits without what is between them.</summary>
    public string Letters { get; }

    public HashSet<string> Grams { get; }

    /// <summary>Tokens with a digit: model numbers, years, sizes; what tells two alike things apart.</summary>
    public HashSet<string> Codes { get; }

    public double? Number { get; }

    public bool IsEmpty => Tokens.Count == 0;
}
