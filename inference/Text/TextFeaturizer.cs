using System.Buffers;

namespace ActiveLabel.Inference.Text;

/// <summary>Text to a sparse vector: runs of words, and runs of letters inside words, hashed into buckets.</summary>
/// <remarks>
/// A word is a run of letters, digits and marks, lower-cased; any other sign that is not a space is a word of its own.
/// Letters are taken from the word between two boundary signs, so that "&lt;car" and "scar" differ.
/// The hash is FNV-1a with a UTF-16 code unit a step (no text is encoded or copied), a basis for each kind of n-gram,
/// and MurmurHash3's finaliser, since FNV's low bits alone spread badly. A bucket that occurs f times weighs 1 + ln f;
/// words and letters are scaled to a set share of the vector's length.
/// </remarks>
internal sealed class TextFeaturizer
{
    private const uint WordBasis = 2166136261;
    private const uint LetterBasis = 3335551753;
    private const uint Prime = 16777619;
    private const char Boundary = '\u0001';
    private const char Gap = '\u0002';

    private readonly FeaturizerOptions _options;
    private readonly uint _mask;

    /// <exception cref="ArgumentException">An option is out of bounds.</exception>
    public TextFeaturizer(FeaturizerOptions options)
    {
        options.Check();
        _options = options;
        _mask = (uint)options.Buckets - 1;
    }

    public FeaturizerOptions Options => _options;

    public SparseVector Featurize(string text)
    {
        var length = Math.Min(text.Length, _options.TextLengthMax);
        // Each word gains two boundary signs and each sign may be a word: three code units for one at the most.
        var letters = ArrayPool<char>.Shared.Rent((3 * length) + 1);
        var ends = ArrayPool<int>.Shared.Rent(length + 1);
        try
        {
            var words = Split(text.AsSpan(0, length), letters, ends);
            return Weigh(letters, ends.AsSpan(0, words));
        }
        finally
        {
            ArrayPool<char>.Shared.Return(letters);
            ArrayPool<int>.Shared.Return(ends);
        }
    }

    /// <summary>Writes the lower-cased words between boundary signs, one after the other.</summary>
    /// <returns>The number of words; <paramref name="ends"/> has where each one ends.</returns>
    private static int Split(ReadOnlySpan<char> text, Span<char> letters, Span<int> ends)
    {
        var (words, at, inside) = (0, 0, false);
        foreach (var sign in text)
        {
            var belongs = IsLetter(sign);
            if (inside && !belongs)
                End(letters, ends);
            if (belongs || !char.IsWhiteSpace(sign))
            {
                if (!inside)
                    letters[at++] = Boundary;
                letters[at++] = char.ToLowerInvariant(sign);
                inside = true;
                if (!belongs)
                    End(letters, ends);
            }
        }
        if (inside)
            End(letters, ends);
        return words;

        void End(Span<char> letters, Span<int> ends)
        {
            letters[at++] = Boundary;
            ends[words++] = at;
            inside = false;
        }
    }

    // Surrogates stay together, so that an emoji is one word with its neighbours.
    private static bool IsLetter(char sign)
        => char.IsAsciiLetterOrDigit(sign)
            || (sign > 127 && (char.IsLetterOrDigit(sign) || char.IsSurrogate(sign) || IsMark(sign)));

    private static bool IsMark(char sign) => char.GetUnicodeCategory(sign)
        is System.Globalization.UnicodeCategory.NonSpacingMark
        or System.Globalization.UnicodeCategory.SpacingCombiningMark;

    private SparseVector Weigh(ReadOnlySpan<char> letters, ReadOnlySpan<int> ends)
    {
        var capacity = (ends.Length * _options.WordsMax) + (letters.Length * Math.Max(1, _options.LettersMax));
        var buckets = ArrayPool<int>.Shared.Rent(capacity);
        try
        {
            var words = HashWords(letters, ends, buckets);
            var all = words + HashLetters(letters, ends, buckets.AsSpan(words));
            return Combine(buckets.AsSpan(0, words), buckets.AsSpan(words, all - words));
        }
        finally
        {
            ArrayPool<int>.Shared.Return(buckets);
        }
    }

    private int HashWords(ReadOnlySpan<char> letters, ReadOnlySpan<int> ends, Span<int> buckets)
    {
        var count = 0;
        for (var first = 0; first < ends.Length; first++)
        {
            var hash = WordBasis;
            for (var word = first; word < Math.Min(ends.Length, first + _options.WordsMax); word++)
            {
                var start = word == 0 ? 0 : ends[word - 1];
                foreach (var sign in letters[(start + 1)..(ends[word] - 1)])
                    hash = (hash ^ sign) * Prime;
                hash = (hash ^ Gap) * Prime;
                buckets[count++] = Bucket(hash);
            }
        }
        return count;
    }

    private int HashLetters(ReadOnlySpan<char> letters, ReadOnlySpan<int> ends, Span<int> buckets)
    {
        var (count, start) = (0, 0);
        foreach (var end in ends)
        {
            for (var first = start; first + _options.LettersMin <= end; first++)
            {
                var hash = LetterBasis;
                var last = Math.Min(end, first + _options.LettersMax);
                for (var at = first; at < last; at++)
                {
                    hash = (hash ^ letters[at]) * Prime;
                    if (at - first + 1 >= _options.LettersMin)
                        buckets[count++] = Bucket(hash);
                }
            }
            start = end;
        }
        return count;
    }

    private int Bucket(uint hash)
    {
        hash = (hash ^ (hash >> 16)) * 0x85ebca6b;
        hash = (hash ^ (hash >> 13)) * 0xc2b2ae35;
        return (int)((hash ^ (hash >> 16)) & _mask);
    }

    private SparseVector Combine(Span<int> words, Span<int> letters)
    {
        var (wordBuckets, wordWeights) = Frequencies(words, letters.IsEmpty ? 1 : _options.WordShare);
        var (letterBuckets, letterWeights) = Frequencies(letters, words.IsEmpty ? 1 : 1 - _options.WordShare);
        var (buckets, weights) = (
            new int[wordBuckets.Length + letterBuckets.Length], new float[wordBuckets.Length + letterBuckets.Length]);
        var (count, word, letter) = (0, 0, 0);
        while (word < wordBuckets.Length || letter < letterBuckets.Length)
        {
            var next = Math.Min(
                word < wordBuckets.Length ? wordBuckets[word] : int.MaxValue,
                letter < letterBuckets.Length ? letterBuckets[letter] : int.MaxValue);
            buckets[count] = next;
            if (word < wordBuckets.Length && wordBuckets[word] == next)
                weights[count] += wordWeights[word++];
            if (letter < letterBuckets.Length && letterBuckets[letter] == next)
                weights[count] += letterWeights[letter++];
            count++;
        }
        return new(buckets[..count], weights[..count]);
    }

    /// <returns>The buckets that occur, rising, and 1 + ln f of each, scaled to the share of the squared
    /// length.</returns>
    private static (int[] Buckets, float[] Weights) Frequencies(Span<int> occurrences, double share)
    {
        occurrences.Sort();
        var (buckets, weights) = (new int[occurrences.Length], new float[occurrences.Length]);
        var (count, squares) = (0, 0.0);
        for (var from = 0; from < occurrences.Length;)
        {
            var to = from + 1;
            while (to < occurrences.Length && occurrences[to] == occurrences[from])
                to++;
            var weight = to - from == 1 ? 1 : 1 + Math.Log(to - from);
            buckets[count] = occurrences[from];
            weights[count++] = (float)weight;
            squares += weight * weight;
            from = to;
        }
        var scale = count == 0 ? 0 : (float)Math.Sqrt(share / squares);
        for (var index = 0; index < count; index++)
            weights[index] *= scale;
        return (buckets[..count], weights[..count]);
    }
}
