package io.gossamer.model.pretrained;

import static io.gossamer.model.pretrained.DamagedModelException.require;

import io.gossamer.codec.bits.LittleEndian;
import io.gossamer.model.tokenizer.ScoredPairTokenizer;
import io.gossamer.model.tokenizer.ScoredPairTokenizer.Piece;
import io.gossamer.model.tokenizer.Tokenizer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The tokenizer file of llama2.c. Little-endian: int32 the longest piece's bytes; then for each piece float32 score, int32
 * length, and its bytes.
 */
final class Llama2cTokenizer {
    private static final int FEWEST = 259;
    private static final int PIECE_HEAD_BYTES = Float.BYTES + Integer.BYTES;

    private Llama2cTokenizer() {}

    /**
     * @param vocabulary how many pieces the model knows
     * @throws DamagedModelException if the bytes are not those of as many pieces
     */
    static Tokenizer read(MemorySegment file, int vocabulary) throws DamagedModelException {
        require(vocabulary >= FEWEST, vocabulary + " pieces do not hold all bytes");
        require(file.byteSize() >= Integer.BYTES, "it is too short");
        int longest = file.get(LittleEndian.INT, 0);
        List<Piece> pieces = new ArrayList<>();
        long at = Integer.BYTES;
        while (at < file.byteSize()) {
            require(pieces.size() < vocabulary, "it holds more than the model's " + vocabulary + " pieces");
            require(file.byteSize() - at >= PIECE_HEAD_BYTES, "it ends within piece " + pieces.size());
            float score = file.get(LittleEndian.FLOAT, at);
            int length = file.get(LittleEndian.INT, at + Float.BYTES);
            at += PIECE_HEAD_BYTES;
            require(Float.isFinite(score), "piece " + pieces.size() + " scores " + score);
            require(
                    length > 0 && length <= longest && length <= file.byteSize() - at,
                    "piece " + pieces.size() + " has " + length + " bytes");
            byte[] bytes = file.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE);
            pieces.add(new Piece(score, new String(bytes, StandardCharsets.ISO_8859_1)));
            at += length;
        }
        require(pieces.size() == vocabulary, pieces.size() + " pieces; the model knows " + vocabulary);
        return new ScoredPairTokenizer(pieces);
    }
}
