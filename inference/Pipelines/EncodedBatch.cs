using Microsoft.ML.OnnxRuntime;

namespace ActiveLabel.Inference.Pipelines;

/// <summary>Some inputs as the tensors of one run.</summary>
/// <param name="Rows">Which of the inputs, in the order of the tensors' rows.</param>
internal sealed record EncodedBatch(IReadOnlyList<int> Rows, IReadOnlyList<EncodedTensor> Tensors) : IDisposable
{
    /// <summary>The tokens of each row, where there are tokens.</summary>
    public IReadOnlyList<TokenizedText> Texts { get; init; } = [];

    /// <summary>How each row's image lies in what is read of it, where there are images.</summary>
    public IReadOnlyList<ImageFrame> Frames { get; init; } = [];

    public void Dispose()
    {
        foreach (var tensor in Tensors)
            tensor.Value.Dispose();
    }
}

internal sealed record EncodedTensor(string Name, OrtValue Value)
{
    public static EncodedTensor Of<T>(string name, T[] values, params long[] shape)
        where T : unmanaged
        => new(name, OrtValue.CreateTensorValueFromMemory(values, shape));
}

/// <summary>Makes tensors of inputs. Safe for several threads.</summary>
internal interface IEncoder
{
    /// <summary>Names of the tensors that it makes.</summary>
    IReadOnlyList<string> Tensors { get; }

    /// <summary>Something that it can read, to try a model on.</summary>
    string Sample { get; }

    /// <returns>Each input once, a bounded number at a time.</returns>
    IEnumerable<EncodedBatch> Encode(IReadOnlyList<string> inputs, int batchMax);
}

/// <summary>Reads what came out of a run. Safe for several threads.</summary>
internal interface IDecoder
{
    /// <summary>Names of the tensors that it reads.</summary>
    IReadOnlyList<string> Tensors { get; }

    /// <summary>Numbers an input gets; 0 where only the first run tells.</summary>
    int Columns { get; }

    /// <summary>Whether it finds things in an input.</summary>
    bool Finds { get; }

    /// <exception cref="InvalidDataException">The tensors are not as the manifest says.</exception>
    IReadOnlyList<DecodedRow> Decode(EncodedBatch batch, IReadOnlyList<OrtValue> outputs);
}

internal readonly record struct DecodedRow(float[] Numbers, string? Found = null);
