using ActiveLabel.Inference.Trees;
using Google.Protobuf;

namespace ActiveLabel.Inference.Onnx;

/// <summary>Writes boosted trees as an ONNX graph.</summary>
/// <remarks>
/// <code>x [B, D] ─ TreeEnsembleRegressor ─► [B, K] ─ Mul(1 / T) ─ Softmax ─► probabilities [B, K]</code>
/// A node goes to its left child where the number of its column is at most its threshold.
/// </remarks>
internal static class TreeWriter
{
    public const string Input = "x";

    private const string Domain = "ai.onnx.ml";
    private const int Float = 1;
    private const int IntType = 2, TextType = 3, FloatsType = 6, IntsType = 7, TextsType = 8;

    /// <returns>The file's bytes: the same ones for the same trees.</returns>
    public static byte[] Write(IReadOnlyList<LabelTrees?> models, int columns, double temperature)
    {
        var trees = new NodeProto { Name = "trees", OpType = "TreeEnsembleRegressor", Domain = Domain };
        trees.Input.Add(Input);
        trees.Output.Add("sums");
        new Flat(models).AddTo(trees);
        var scale = new TensorProto { Name = "scale", DataType = Float };
        scale.Dims.Add(1);
        scale.FloatData.Add((float)(1 / temperature));
        var softmax = Node("Softmax", OnnxWriter.Probabilities, "logits");
        softmax.Attribute.Add(new AttributeProto { Name = "axis", I = -1, Type = IntType });
        var graph = new GraphProto { Name = "boosted-trees" };
        graph.Node.Add([trees, Node("Mul", "logits", "sums", "scale"), softmax]);
        graph.Initializer.Add(scale);
        graph.Input.Add(Value(Input, columns));
        graph.Output.Add(Value(OnnxWriter.Probabilities, models.Count));
        var file = new ModelProto { IrVersion = 8, ProducerName = "ActiveLabel", Graph = graph };
        file.OpsetImport.Add(new OperatorSetIdProto { Version = 17 });
        file.OpsetImport.Add(new OperatorSetIdProto { Domain = Domain, Version = 3 });
        return file.ToByteArray();
    }

    private static NodeProto Node(string operation, string output, params string[] inputs)
    {
        var node = new NodeProto { Name = output, OpType = operation };
        node.Input.Add(inputs);
        node.Output.Add(output);
        return node;
    }

    private static ValueInfoProto Value(string name, int columns)
    {
        var tensor = new TypeProto.Types.Tensor { ElemType = Float, Shape = new() };
        tensor.Shape.Dim.Add([new() { DimParam = "batch" }, new() { DimValue = columns }]);
        return new() { Name = name, Type = new() { TensorType = tensor } };
    }

    /// <summary>All trees of all labels, node after node. A tree's inner nodes come first, then its leaves.</summary>
    private sealed class Flat
    {
        private readonly List<long> _trees = [], _nodes = [], _columns = [], _left = [], _right = [];
        private readonly List<long> _leafTrees = [], _leafNodes = [], _leafLabels = [];
        private readonly List<float> _thresholds = [], _leaves = [];
        private readonly int _labels;
        private readonly List<string> _modes = [];
        private long _tree;

        public Flat(IReadOnlyList<LabelTrees?> models)
        {
            for (var label = 0; label < models.Count; label++)
            {
                // A tree of a leaf alone: the operator's base values do not reach a label that has no tree.
                AddLeaf((float)(models[label]?.Bias ?? 0), label);
                foreach (var (tree, weight) in models[label]?.Trees.Zip(models[label]!.Weights) ?? [])
                    Add(tree, weight, label);
            }
            _labels = models.Count;
        }

        public void AddTo(NodeProto node)
        {
            node.Attribute.Add([
                Longs("nodes_treeids", _trees), Longs("nodes_nodeids", _nodes), Longs("nodes_featureids", _columns),
                Texts("nodes_modes", _modes), Floats("nodes_values", _thresholds), Longs("nodes_truenodeids", _left),
                Longs("nodes_falsenodeids", _right), Longs("target_treeids", _leafTrees),
                Longs("target_nodeids", _leafNodes), Longs("target_ids", _leafLabels),
                Floats("target_weights", _leaves),
                new() { Name = "n_targets", I = _labels, Type = IntType },
                new() { Name = "aggregate_function", S = ByteString.CopyFromUtf8("SUM"), Type = TextType },
                new() { Name = "post_transform", S = ByteString.CopyFromUtf8("NONE"), Type = TextType },
            ]);
        }

        private void Add(Microsoft.ML.Trainers.FastTree.RegressionTree tree, double weight, int label)
        {
            var inner = tree.NumberOfNodes;
            for (var node = 0; node < inner; node++)
            {
                if (tree.CategoricalSplitFlags[node])
                    throw new InvalidDataException("A tree splits by categories, which are not written.");
                AddNode(node, "BRANCH_LEQ", tree.NumericalSplitFeatureIndexes[node],
                    tree.NumericalSplitThresholds[node], Child(tree.LeftChild[node]), Child(tree.RightChild[node]));
            }
            for (var leaf = 0; leaf < tree.NumberOfLeaves; leaf++)
            {
                AddNode(inner + leaf, "LEAF", 0, 0, 0, 0);
                AddValue(inner + leaf, (float)(weight * tree.LeafValues[leaf]), label);
            }
            _tree++;

            // Leaves are counted from -1 downwards.
            long Child(int child) => child >= 0 ? child : inner + ~child;
        }

        private void AddLeaf(float value, int label)
        {
            AddNode(0, "LEAF", 0, 0, 0, 0);
            AddValue(0, value, label);
            _tree++;
        }

        private void AddNode(long node, string mode, long column, float threshold, long left, long right)
        {
            _trees.Add(_tree);
            _nodes.Add(node);
            _modes.Add(mode);
            _columns.Add(column);
            _thresholds.Add(threshold);
            _left.Add(left);
            _right.Add(right);
        }

        private void AddValue(long node, float value, int label)
        {
            _leafTrees.Add(_tree);
            _leafNodes.Add(node);
            _leafLabels.Add(label);
            _leaves.Add(value);
        }

        private static AttributeProto Longs(string name, List<long> values)
        {
            var attribute = new AttributeProto { Name = name, Type = IntsType };
            attribute.Ints.Add(values);
            return attribute;
        }

        private static AttributeProto Floats(string name, List<float> values)
        {
            var attribute = new AttributeProto { Name = name, Type = FloatsType };
            attribute.Floats.Add(values);
            return attribute;
        }

        private static AttributeProto Texts(string name, List<string> values)
        {
            var attribute = new AttributeProto { Name = name, Type = TextsType };
            attribute.Strings.Add(values.Select(ByteString.CopyFromUtf8));
            return attribute;
        }
    }
}
