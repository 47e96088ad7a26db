package io.gossamer.model.data.file;

import io.gossamer.core.failure.GossamerException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/** Reads a UTF-8 text file, plain or gzip, of at most 64 MiB expanded. A byte-order mark is dropped. */
public final class TextFile {
    private static final int LIMIT = 64 << 20;
    private static final Pattern NAME = Pattern.compile(".*\\.(txt|text)(\\.gz)?");
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private TextFile() {}

    /** Whether the path is a file with a text file's name, or a folder that holds exactly one. */
    public static boolean recognises(Path path) {
        if (Files.isDirectory(path)) {
            return Folder.open(path).matching(NAME).size() == 1;
        }
        return NAME.matcher(path.getFileName().toString().toLowerCase(Locale.ROOT))
                .matches();
    }

    /**
     * Reads the text.
     *
     * @param path a file of any name, or a folder that holds one text file
     * @throws GossamerException naming the file and what is wrong with it
     */
    public static String read(Path path) {
        Path file = Files.isDirectory(path) ? onlyTextFile(path) : path;
        try (DataFile data = DataFile.open(file)) {
            return decode(data, data.readRest(LIMIT));
        }
    }

    private static Path onlyTextFile(Path folder) {
        return Folder.open(folder)
                .single(NAME, "text")
                .orElseThrow(() -> new GossamerException(
                        folder + " holds no text file (.txt, .txt.gz)", "Name the text file itself with --data."));
    }

    private static String decode(DataFile file, byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer input = ByteBuffer.wrap(bytes);
        CharBuffer text = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(input, text, true);
        if (result.isError()) {
            throw file.damaged("is not UTF-8 text: invalid bytes at position %,d".formatted(input.position()));
        }
        text.flip();
        if (text.hasRemaining() && text.charAt(0) == BYTE_ORDER_MARK) {
            text.get();
        }
        return text.toString();
    }
}
