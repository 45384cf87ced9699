namespace ActiveLabel.Inference.Onnx;

/// <summary>The operators that an uploaded model may have: no loops, no branches, nobody's own.</summary>
internal static class OnnxOperators
{
    private const string MachineLearning = "ai.onnx.ml";

    // Left out on purpose: what runs a graph inside of a node, what takes a divisor from a hostile attribute
    // (DepthToSpace), what draws by chance, what keeps strings and what keeps sequences.
    private static readonly HashSet<string> Tensors = Split("""
        Abs Acos Acosh Add And ArgMax ArgMin Asin Asinh Atan Atanh AveragePool BatchNormalization Cast CastLike Ceil
        Celu Clip Concat Constant ConstantOfShape Conv ConvInteger ConvTranspose Cos Cosh CumSum DequantizeLinear Div
        Dropout DynamicQuantizeLinear Einsum Elu Equal Erf Exp Expand EyeLike Flatten Floor GRU Gather GatherElements
        GatherND Gelu Gemm GlobalAveragePool GlobalMaxPool Greater GreaterOrEqual GroupNormalization HardSigmoid
        HardSwish Hardmax Identity InstanceNormalization IsInf IsNaN LSTM LayerNormalization LeakyRelu Less LessOrEqual
        Log LogSoftmax LpNormalization LRN MatMul MatMulInteger Max MaxPool Mean MeanVarianceNormalization Min Mish Mod
        Mul Neg NonMaxSuppression NonZero Not OneHot Or PRelu Pad Pow QLinearConv QLinearMatMul QuantizeLinear RNN
        Range Reciprocal ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd
        ReduceSum ReduceSumSquare Relu Reshape Resize Round ScatterElements ScatterND Selu Shape Shrink Sigmoid Sign Sin
        Sinh Size Slice Softmax Softplus Softsign Split Sqrt Squeeze Sub Sum Tan Tanh ThresholdedRelu Tile TopK
        Transpose Trilu Unsqueeze Upsample Where Xor
        """);

    private static readonly HashSet<string> Trees = Split("""
        Binarizer FeatureVectorizer Imputer LinearClassifier LinearRegressor Normalizer OneHotEncoder Scaler
        SVMClassifier SVMRegressor TreeEnsembleClassifier TreeEnsembleRegressor
        """);

    // Lengths by which positions are divided or counted: each of them is at least 1.
    private static readonly HashSet<string> Positive =
        ["strides", "dilations", "kernel_shape", "group", "num_groups", "num_outputs", "hidden_size", "size"];

    /// <exception cref="InvalidDataException">It is not run here.</exception>
    public static void Check(NodeProto node)
    {
        var isKnown = node.Domain switch
        {
            "" or "ai.onnx" => Tensors.Contains(node.OpType),
            MachineLearning => Trees.Contains(node.OpType),
            _ => false,
        };
        if (!isKnown)
            throw new InvalidDataException($"Operator '{node.OpType}' is not one that is run here.");
        foreach (var attribute in node.Attribute)
            if (Positive.Contains(attribute.Name)
                && (attribute.Ints.Any(length => length is < 1 or > int.MaxValue)
                    || (attribute.Ints.Count == 0 && attribute.I is < 1 or > int.MaxValue)))
                throw new InvalidDataException(
                    $"'{attribute.Name}' of operator '{node.OpType}' is no length; it is at least 1.");
    }

    private static HashSet<string> Split(string names)
        => [.. names.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)];
}
