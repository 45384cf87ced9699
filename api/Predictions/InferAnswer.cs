using System.Runtime.InteropServices;
using System.Text.Json;
using ActiveLabel.Domain.Predictions;

namespace ActiveLabel.Api.Predictions;

/// <summary>
/// An answer of the Open Inference Protocol v2 with binary tensors: what the model says, and behind it how far its
/// committee disagrees, where it has one.
/// </summary>
internal static class InferAnswer
{
    private const string DisagreementOutput = "disagreement";

    /// <param name="inputs">How many were asked about, at least one.</param>
    /// <exception cref="InferenceUnavailableException">It is something else.</exception>
    public static async Task<List<Prediction>> ReadAsync(
        HttpResponseMessage answer, int inputs, CancellationToken cancellationToken)
    {
        var bytes = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
        if (!answer.Headers.TryGetValues(InferRequestBody.HeaderLength, out var lengths)
            || !int.TryParse(lengths.FirstOrDefault(), out var head)
            || head < 0
            || head > bytes.Length)
            throw new InferenceUnavailableException("The numbers came without the length of their header.");
        var numbers = MemoryMarshal.Cast<byte, float>(bytes.AsSpan(head));
        var disagreement = HasCommittee(bytes.AsMemory(0, head)) && numbers.Length >= 2 * inputs
            ? MemoryMarshal.Cast<float, Disagreement>(numbers[^(2 * inputs)..])
            : [];
        numbers = numbers[..^(2 * disagreement.Length)];
        if (numbers.Length % inputs != 0)
            throw new InferenceUnavailableException($"{numbers.Length} numbers came for {inputs} inputs.");
        var columns = numbers.Length / inputs;
        var rows = new List<Prediction>(inputs);
        for (var input = 0; input < inputs; input++)
            rows.Add(new(
                numbers.Slice(input * columns, columns).ToArray(),
                disagreement.IsEmpty ? null : disagreement[input]));
        return rows;
    }

    private static bool HasCommittee(ReadOnlyMemory<byte> head)
    {
        using var json = JsonDocument.Parse(head);
        return json.RootElement.TryGetProperty("outputs", out var outputs)
            && outputs.EnumerateArray().Any(output => output.GetProperty("name").ValueEquals(DisagreementOutput));
    }
}
