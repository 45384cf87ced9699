using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ActiveLabel.Inference.Text;

/// <summary>Text to a sparse vector: runs of words, and runs of letters inside words, hashed into buckets.</summary>
/// <remarks>
/// A word is a run of letters, digits and marks, lower-cased; any other sign that is not a space is a word of its own.
/// Letters are taken from the word between two boundary signs, so that "&lt;car" and "scar" differ.
/// The hash is FNV-1a with a UTF-16 code unit a step (no text is encoded or copied), a basis for each kind of n-gram,
/// and MurmurHash3's finaliser, since FNV's low bits alone spread badly. A bucket that occurs f times weighs 1 + ln f;
/// words and letters are scaled to a set share of the vector's length.
/// </remarks>
internal sealed class TextFeaturizer : Features.IFeaturizer
{
    private const uint WordBasis = 2166136261;
    private const uint LetterBasis = 3335551753;
    private const uint Prime = 16777619;
    private const uint Mix1 = 0x85ebca6b;
    private const uint Mix2 = 0xc2b2ae35;
    private const char Boundary = '\u0001';
    private const char Gap = '\u0002';

    // The signs that nearly all texts consist of, looked up.
    private static readonly SignKind[] Kinds = [.. Enumerable.Range(0, 128).Select(sign => KindOf((char)sign))];
    private static readonly char[] Lower =
        [.. Enumerable.Range(0, 128).Select(sign => char.ToLowerInvariant((char)sign))];

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
            var kind = sign < Kinds.Length ? Kinds[sign] : KindOf(sign);
            if (inside && kind != SignKind.Letter)
            {
                letters[at++] = Boundary;
                (ends[words++], inside) = (at, false);
            }
            if (kind == SignKind.Space)
                continue;
            if (!inside)
                letters[at++] = Boundary;
            letters[at++] = sign < Lower.Length ? Lower[sign] : char.ToLowerInvariant(sign);
            inside = true;
            if (kind == SignKind.Letter)
                continue;
            letters[at++] = Boundary;
            (ends[words++], inside) = (at, false);
        }
        if (inside)
        {
            letters[at++] = Boundary;
            ends[words++] = at;
        }
        return words;
    }

    private static SignKind KindOf(char sign)
        => IsLetter(sign) ? SignKind.Letter : char.IsWhiteSpace(sign) ? SignKind.Space : SignKind.Other;

    // Surrogates stay together, so that an emoji is one word with its neighbours.
    private static bool IsLetter(char sign)
        => char.IsAsciiLetterOrDigit(sign)
            || (sign > 127 && (char.IsLetterOrDigit(sign) || char.IsSurrogate(sign) || IsMark(sign)));

    private static bool IsMark(char sign) => char.GetUnicodeCategory(sign)
        is System.Globalization.UnicodeCategory.NonSpacingMark
        or System.Globalization.UnicodeCategory.SpacingCombiningMark;

    private SparseVector Weigh(ReadOnlySpan<char> letters, ReadOnlySpan<int> ends)
    {
        var capacity = (ends.Length * _options.WordsMax) + (letters.Length * Math.Max(1, _options.LettersMax))
            + Vector256<int>.Count;
        var buckets = ArrayPool<int>.Shared.Rent(capacity);
        var counter = BucketCounter.Rent(_options.BucketBits);
        try
        {
            counter.Add(buckets.AsSpan(0, HashWords(letters, ends, buckets)));
            var words = counter.Take(0, out var wordSquares);
            counter.Add(buckets.AsSpan(0, HashLetters(letters, ends, buckets)));
            var grams = counter.Take(1, out var letterSquares);
            return Combine(
                words,
                Scale(grams.Length == 0 ? 1 : _options.WordShare, wordSquares),
                grams,
                Scale(words.Length == 0 ? 1 : 1 - _options.WordShare, letterSquares));
        }
        finally
        {
            BucketCounter.Return(counter);
            ArrayPool<int>.Shared.Return(buckets);
        }
    }

    private enum SignKind : byte
    {
        Space = 0,
        Letter = 1,
        Other = 2,
    }

    private static float Scale(double share, double squares) => squares == 0 ? 0 : (float)Math.Sqrt(share / squares);

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

    /// <summary>The runs of letters inside words; eight that begin side by side are hashed at once.</summary>
    private int HashLetters(ReadOnlySpan<char> letters, ReadOnlySpan<int> ends, Span<int> buckets)
    {
        if (_options.LettersMax == 0)
            return 0;
        var hashes = ArrayPool<uint>.Shared.Rent(letters.Length + Vector256<uint>.Count);
        try
        {
            hashes.AsSpan(0, letters.Length).Fill(LetterBasis);
            var count = 0;
            for (var length = 1; length <= _options.LettersMax; length++)
            {
                // hashes[i] becomes the hash of the run of this length that begins at i, wherever it ends.
                var runs = Math.Max(0, letters.Length - length + 1);
                AppendSign(hashes.AsSpan(0, runs), letters[^runs..]);
                if (length >= _options.LettersMin)
                    count += BucketsOf(hashes, length, ends, buckets[count..]);
            }
            return count;
        }
        finally
        {
            ArrayPool<uint>.Shared.Return(hashes);
        }
    }

    private static void AppendSign(Span<uint> hashes, ReadOnlySpan<char> signs)
    {
        var codes = MemoryMarshal.Cast<char, ushort>(signs);
        var at = 0;
        for (; at + Vector256<uint>.Count <= hashes.Length; at += Vector256<uint>.Count)
        {
            var (low, high) = Vector128.Widen(Vector128.Create(codes[at..]));
            var hash = Vector256.Create((ReadOnlySpan<uint>)hashes[at..]) ^ Vector256.Create(low, high);
            (hash * Vector256.Create(Prime)).CopyTo(hashes[at..]);
        }
        for (; at < hashes.Length; at++)
            hashes[at] = (hashes[at] ^ codes[at]) * Prime;
    }

    /// <summary>The buckets of the runs that end inside the word they begin in.</summary>
    private int BucketsOf(ReadOnlySpan<uint> hashes, int length, ReadOnlySpan<int> ends, Span<int> buckets)
    {
        var (count, start) = (0, 0);
        foreach (var end in ends)
        {
            var runs = end - start - length + 1;
            // Whole vectors: what is written too much is written over by the next word.
            for (var run = 0; run < runs; run += Vector256<uint>.Count)
                Bucket(Vector256.Create(hashes[(start + run)..])).CopyTo(buckets[(count + run)..]);
            count += Math.Max(0, runs);
            start = end;
        }
        return count;
    }

    // MurmurHash3's finaliser.
    private int Bucket(uint hash)
    {
        hash = (hash ^ (hash >> 16)) * Mix1;
        hash = (hash ^ (hash >> 13)) * Mix2;
        return (int)((hash ^ (hash >> 16)) & _mask);
    }

    private Vector256<int> Bucket(Vector256<uint> hash)
    {
        hash = (hash ^ (hash >> 16)) * Vector256.Create(Mix1);
        hash = (hash ^ (hash >> 13)) * Vector256.Create(Mix2);
        return ((hash ^ (hash >> 16)) & Vector256.Create(_mask)).AsInt32();
    }

    /// <summary>Merges two rising rows; a bucket of both has the sum.</summary>
    private static SparseVector Combine(
        ReadOnlySpan<BucketWeight> words, float wordScale, ReadOnlySpan<BucketWeight> letters, float letterScale)
    {
        var merged = ArrayPool<BucketWeight>.Shared.Rent(words.Length + letters.Length);
        var (count, word, letter) = (0, 0, 0);
        while (word < words.Length && letter < letters.Length)
        {
            var (ofWord, ofLetter) = (words[word], letters[letter]);
            var order = ofWord.Bucket - ofLetter.Bucket;
            var weight = order < 0 ? ofWord.Weight * wordScale
                : order > 0 ? ofLetter.Weight * letterScale
                : (ofWord.Weight * wordScale) + (ofLetter.Weight * letterScale);
            merged[count++] = new(order <= 0 ? ofWord.Bucket : ofLetter.Bucket, weight);
            word += order <= 0 ? 1 : 0;
            letter += order >= 0 ? 1 : 0;
        }
        for (; word < words.Length; word++)
            merged[count++] = new(words[word].Bucket, words[word].Weight * wordScale);
        for (; letter < letters.Length; letter++)
            merged[count++] = new(letters[letter].Bucket, letters[letter].Weight * letterScale);
        var (buckets, weights) = (new int[count], new float[count]);
        for (var place = 0; place < count; place++)
            (buckets[place], weights[place]) = merged[place];
        ArrayPool<BucketWeight>.Shared.Return(merged);
        return new(buckets, weights);
    }
}
