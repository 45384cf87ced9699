using System.Globalization;

namespace ActiveLabel.Inference.Pipelines;

/// <summary>Where the letters of a text as a tokenizer has normalised it stood in the text as it was given.</summary>
/// <remarks>
/// Tokenizers put a blank before a text or around signs, write one for several, leave out what cannot be seen, and
/// take letters apart or together. Both texts are walked side by side: what only one of them has is passed over, and a
/// letter that is another one there stands for as many as it takes until the next ones are the same again.
/// </remarks>
internal static class LetterPlaces
{
    private const char Blank = '\u2581';
    private const int LettersMax = 8;

    /// <returns>For each place in the normalised text, and the one behind it, the place in the text.</returns>
    public static int[] Of(string text, string normalized)
    {
        var (places, at) = (new int[normalized.Length + 1], 0);
        for (var index = 0; index < normalized.Length; index++)
        {
            if (IsBlank(normalized[index]))
            {
                places[index] = at;
                if (at < text.Length && char.IsWhiteSpace(text[at]))
                    at++;
                continue;
            }
            while (at < text.Length && CanVanish(text[at]) && text[at] != normalized[index])
                at++;
            var isSame = at >= text.Length || AreSame(text[at], normalized[index]);
            var behind = Math.Min(text.Length, at + (!isSame && IsPair(text, at) ? 2 : 1));
            var letters = isSame ? 1 : LettersUntil(text.AsSpan(behind), normalized.AsSpan(index));
            Array.Fill(places, at, index, letters);
            (index, at) = (index + letters - 1, behind);
        }
        places[^1] = text.Length;
        return places;
    }

    private static bool IsBlank(char letter) => letter == Blank || char.IsWhiteSpace(letter);

    private static bool AreSame(char left, char right)
        => left == right || char.ToLowerInvariant(left) == char.ToLowerInvariant(right)
            || (IsBlank(left) && IsBlank(right));

    private static bool CanVanish(char letter)
        => char.IsWhiteSpace(letter) || char.IsControl(letter)
            || char.GetUnicodeCategory(letter) is UnicodeCategory.NonSpacingMark or UnicodeCategory.Format;

    private static bool IsPair(string text, int at)
        => at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1]);

    /// <returns>How many letters there are before the first of the rest, at least 1.</returns>
    private static int LettersUntil(ReadOnlySpan<char> rest, ReadOnlySpan<char> normalized)
    {
        for (var letters = 1; letters <= LettersMax && letters <= normalized.Length; letters++)
            if (letters == normalized.Length ? rest.IsEmpty : !rest.IsEmpty && AreSame(rest[0], normalized[letters]))
                return letters;
        return 1;
    }
}
