namespace ActiveLabel.Inference.Features;

/// <summary>How alike two fields are, each number from 0 to 1.</summary>
internal static class FieldSimilarity
{
    private const int EditLengthMax = 64;

    /// <returns>By name; null where the measure says nothing.</returns>
    public static IEnumerable<(string Name, double? Similarity)> Of(FieldTokens left, FieldTokens right)
    {
        var common = left.Set.Count(right.Set.Contains);
        yield return ("jaccard", common / (double)(left.Set.Count + right.Set.Count - common));
        yield return ("overlap", common / (double)Math.Min(left.Set.Count, right.Set.Count));
        yield return ("cosine", WeightedCosine(left.Set, right.Set));
        yield return ("letters", Dice(left.Grams, right.Grams));
        yield return ("codes", Overlap(left.Codes, right.Codes));
        yield return ("code-inside", CodeInside(left, right));
        yield return ("first", left.Tokens[0] == right.Tokens[0] ? 1 : 0);
        yield return ("edit", Edit(left.Letters, right.Letters));
        yield return ("number", Number(left.Number, right.Number));
        yield return ("length", Math.Min(left.Letters.Length, right.Letters.Length)
            / (double)Math.Max(left.Letters.Length, right.Letters.Length));
    }

    /// <summary>
    /// Cosine where a token weighs by what it is likely to tell: long ones and ones with digits are rarer, whatever the
    /// collection.
    /// </summary>
    private static double WeightedCosine(HashSet<string> left, HashSet<string> right)
    {
        var common = left.Where(right.Contains).Sum(SquaredWeight);
        return common / Math.Sqrt(left.Sum(SquaredWeight) * right.Sum(SquaredWeight));
    }

    private static double SquaredWeight(string token)
    {
        var weight = Math.Log(1 + token.Length) + (token.Any(char.IsDigit) ? 1 : 0);
        return weight * weight;
    }

    private static double? Dice(HashSet<string> left, HashSet<string> right)
        => left.Count + right.Count == 0
            ? null
            : 2.0 * left.Count(right.Contains) / (left.Count + right.Count);

    private static double? Overlap(HashSet<string> left, HashSet<string> right)
        => left.Count == 0 || right.Count == 0
            ? null
            : left.Count(right.Contains) / (double)Math.Min(left.Count, right.Count);

    /// <summary>Whether a long code of one side stands anywhere in the other, however it is broken up.</summary>
    private static double? CodeInside(FieldTokens left, FieldTokens right)
    {
        var codes = left.Codes.Where(IsLong).Select(code => right.Letters.Contains(code, StringComparison.Ordinal))
            .Concat(right.Codes.Where(IsLong).Select(code => left.Letters.Contains(code, StringComparison.Ordinal)))
            .ToList();
        return codes.Count == 0 ? null : codes.Count(isInside => isInside) / (double)codes.Count;

        static bool IsLong(string code) => code.Length >= 4;
    }

    private static double? Number(double? left, double? right)
        => left is { } one && right is { } other
            ? 1 - Math.Min(1, Math.Abs(one - other) / Math.Max(1e-9, Math.Max(Math.Abs(one), Math.Abs(other))))
            : null;

    /// <summary>1 - the Levenshtein distance, as a share of the longer length; of the beginnings of long
    /// fields.</summary>
    private static double Edit(string left, string right)
    {
        var (a, b) = (Start(left), Start(right));
        var row = new int[b.Length + 1];
        for (var column = 0; column <= b.Length; column++)
            row[column] = column;
        for (var line = 1; line <= a.Length; line++)
        {
            var diagonal = row[0];
            row[0] = line;
            for (var column = 1; column <= b.Length; column++)
            {
                var above = row[column];
                row[column] = Math.Min(
                    Math.Min(above, row[column - 1]) + 1, diagonal + (a[line - 1] == b[column - 1] ? 0 : 1));
                diagonal = above;
            }
        }
        return 1 - (row[b.Length] / (double)Math.Max(1, Math.Max(a.Length, b.Length)));

        static string Start(string text) => text.Length <= EditLengthMax ? text : text[..EditLengthMax];
    }
}
