namespace ActiveLabel.Inference.Training;

/// <summary>How often each member of a committee sees each example: n draws with replacement of n examples.</summary>
/// <remarks>The bootstrap (Efron, 1979), as counts: an example drawn three times weighs three times as much.</remarks>
/// <param name="Counts">n × C by rows.</param>
internal sealed record Resamples(int Members, byte[] Counts)
{
    public ReadOnlySpan<byte> Of(int example) => Counts.AsSpan(example * Members, Members);

    public static Resamples Draw(int examples, int members, Random random)
    {
        var counts = new byte[examples * members];
        for (var member = 0; member < members; member++)
            for (var draw = 0; draw < examples; draw++)
            {
                ref var count = ref counts[(random.Next(examples) * members) + member];
                count = (byte)Math.Min(byte.MaxValue, count + 1);
            }
        return new(members, counts);
    }
}
