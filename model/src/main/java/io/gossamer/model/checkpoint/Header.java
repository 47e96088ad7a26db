package io.gossamer.model.checkpoint;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JSON header of a safetensors file: free text metadata and where each array stands in the data section.
 *
 * @param metadata in the order of its keys
 * @param tensors in the order of their data
 */
record Header(SortedMap<String, String> metadata, List<TensorInfo> tensors) {
    /** Far above what real models need (about 120 bytes an array), far below what hurts. */
    static final int LIMIT = 16 << 20;

    private static final String METADATA = "__metadata__";
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** What is wrong with a header; the reader adds the file. */
    static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1;

        MalformedException(String problem) {
            super(problem);
        }
    }

    /**
     * Lays the arrays out: wider elements first, so that every array is aligned to its elements, then by name.
     *
     * @param arrays in that order, as {@link #ORDER} sorts them
     */
    static Header of(List<ArrayDescription> arrays, Map<String, String> metadata) {
        List<TensorInfo> tensors = new ArrayList<>();
        long at = 0;
        for (ArrayDescription array : arrays) {
            long end = Math.addExact(at, array.bytes());
            tensors.add(new TensorInfo(array.name(), array.type(), array.shape(), at, end));
            at = end;
        }
        return new Header(new TreeMap<>(metadata), tensors);
    }

    static final Comparator<ArrayDescription> ORDER = Comparator.comparingInt(
                    (ArrayDescription array) -> -array.type().bytes())
            .thenComparing(ArrayDescription::name);

    String toJson() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            if (!metadata.isEmpty()) {
                json.writeObjectPropertyStart(METADATA);
                metadata.forEach(json::writeStringProperty);
                json.writeEndObject();
            }
            for (TensorInfo tensor : tensors) {
                json.writeObjectPropertyStart(tensor.name());
                json.writeStringProperty("dtype", tensor.type().name());
                json.writeName("shape");
                json.writeArray(tensor.shape(), 0, tensor.shape().length);
                json.writeName("data_offsets");
                json.writeArray(new long[] {tensor.begin(), tensor.end()}, 0, 2);
                json.writeEndObject();
            }
            json.writeEndObject();
        }
        return text.toString();
    }

    /**
     * Parses and checks a header.
     *
     * @param dataBytes size of the data section; the arrays must fill it without gap or overlap
     */
    static Header parse(String text, long dataBytes) throws MalformedException {
        JsonNode root;
        try {
            root = JSON.readTree(text);
        } catch (JacksonException e) {
            throw new MalformedException("is no valid JSON: " + e.getOriginalMessage());
        }
        require(root.isObject(), "is no JSON object");
        SortedMap<String, String> metadata = new TreeMap<>();
        List<TensorInfo> tensors = new ArrayList<>();
        for (Map.Entry<String, JsonNode> property : root.properties()) {
            if (property.getKey().equals(METADATA)) {
                parseMetadata(property.getValue(), metadata);
            } else {
                tensors.add(parseTensor(property.getKey(), property.getValue()));
            }
        }
        tensors.sort(Comparator.comparingLong(TensorInfo::begin).thenComparingLong(TensorInfo::end));
        requireCover(tensors, dataBytes);
        return new Header(metadata, List.copyOf(tensors));
    }

    private static void parseMetadata(JsonNode node, Map<String, String> metadata) throws MalformedException {
        require(node.isObject(), "has %s that is no JSON object".formatted(METADATA));
        for (Map.Entry<String, JsonNode> property : node.properties()) {
            require(property.getValue().isString(), "has metadata '%s' that is no text".formatted(property.getKey()));
            metadata.put(property.getKey(), property.getValue().stringValue());
        }
    }

    private static TensorInfo parseTensor(String name, JsonNode node) throws MalformedException {
        require(
                node.isObject()
                        && node.size() == 3
                        && node.path("dtype").isString()
                        && node.path("shape").isArray()
                        && node.path("data_offsets").isArray(),
                "describes array '%s' by other fields than dtype, shape and data_offsets".formatted(name));
        DType type = parseType(name, node.get("dtype").stringValue());
        long[] shape = parseSizes(name, "shape", node.get("shape"));
        long[] offsets = parseSizes(name, "data_offsets", node.get("data_offsets"));
        require(offsets.length == 2 && offsets[0] <= offsets[1], "has no valid data_offsets for '%s'".formatted(name));
        require(
                bytes(name, type, shape) == offsets[1] - offsets[0],
                "gives array '%s' %d bytes, which is not what its shape and type need"
                        .formatted(name, offsets[1] - offsets[0]));
        return new TensorInfo(name, type, shape, offsets[0], offsets[1]);
    }

    private static DType parseType(String name, String text) throws MalformedException {
        for (DType type : DType.values()) {
            if (type.name().equals(text)) {
                return type;
            }
        }
        throw new MalformedException("gives array '%s' the unknown type '%s'".formatted(name, text));
    }

    private static long[] parseSizes(String name, String field, JsonNode array) throws MalformedException {
        long[] sizes = new long[array.size()];
        for (int i = 0; i < sizes.length; i++) {
            JsonNode size = array.get(i);
            require(
                    size.isIntegralNumber() && size.canConvertToLong() && size.longValue() >= 0,
                    "has a %s of array '%s' that is no list of sizes".formatted(field, name));
            sizes[i] = size.longValue();
        }
        return sizes;
    }

    private static long bytes(String name, DType type, long[] shape) throws MalformedException {
        long bytes = type.bytes();
        for (long size : shape) {
            try {
                bytes = Math.multiplyExact(bytes, size);
            } catch (ArithmeticException e) {
                throw new MalformedException("gives array '%s' a shape beyond 2^63 bytes".formatted(name));
            }
        }
        return bytes;
    }

    private static void requireCover(List<TensorInfo> tensors, long dataBytes) throws MalformedException {
        long at = 0;
        for (TensorInfo tensor : tensors) {
            require(
                    tensor.begin() == at,
                    "places array '%s' at byte %d where %d is next".formatted(tensor.name(), tensor.begin(), at));
            at = tensor.end();
        }
        require(at == dataBytes, "describes %,d bytes of data, but the file holds %,d".formatted(at, dataBytes));
    }

    private static void require(boolean condition, String problem) throws MalformedException {
        if (!condition) {
            throw new MalformedException(problem);
        }
    }
}
