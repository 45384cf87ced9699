namespace ActiveLabel.Domain.TruthInference;

/// <summary>
/// The E step, fused with the counting of the next M step: one pass over the judgements a round, in a fixed number of
/// parts that depends on the set alone, so that more cores give the same bits.
/// </summary>
/// <remarks>Its tables are used again in each round: new ones would be fetched from the system, page by page.</remarks>
internal sealed class ExpectationStep(IJudgementBlocks judgements)
{
    private const int PartsMax = 8;

    private readonly ExpectedCounts _counts = new(judgements.WorkerCount, judgements.LabelCount);
    private readonly List<ExpectedCounts> _parts = [];

    /// <returns>What the M step needs of q[i,k] ∝ p[k] ∏ V[w,l,k]; it holds until the next round.</returns>
    public ExpectedCounts Expect(CrowdModel crowd)
    {
        _counts.Clear();
        foreach (var block in judgements.Blocks())
            Expect(block, crowd);
        return _counts;
    }

    private void Expect(JudgementSet set, CrowdModel crowd)
    {
        var parts = PartsOf(set);
        var size = (set.ItemCount + parts - 1) / parts;
        while (parts > 1 && _parts.Count < parts)
            _parts.Add(new(set.WorkerCount, set.LabelCount));
        void ExpectItems(ExpectedCounts counts, int from, int to)
        {
            var posterior = crowd.PaddedRow();
            for (var item = from; item < Math.Min(set.ItemCount, to); item++)
                counts.Add(set, item, posterior, crowd.EstimatePosterior(set, item, weight: 1, posterior));
        }
        if (parts == 1)
        {
            ExpectItems(_counts, 0, set.ItemCount);
            return;
        }
        Parallel.For(0, parts, part =>
        {
            _parts[part].Clear();
            ExpectItems(_parts[part], part * size, (part + 1) * size);
        });
        for (var part = 0; part < parts; part++)
            _counts.Add(_parts[part]);
    }

    /// <summary>A power of two; the tables of all parts take no more memory than the judgements do.</summary>
    private static int PartsOf(JudgementSet set)
    {
        var parts = 1;
        while (parts < PartsMax && 2 * parts * ExpectedCounts.BytesOf(set) <= 4L * set.Count)
            parts *= 2;
        return parts;
    }
}
