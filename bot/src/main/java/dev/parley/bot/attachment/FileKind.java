package dev.parley.bot.attachment;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a file seems to be before it is fetched. A type or a name that speaks against text is enough to leave it; what
 * neither tells (no type, an unknown ending) is fetched as text, and its content decides.
 */
enum FileKind {
    TEXT,
    PDF,
    OTHER;

    private static final Set<String> BINARY_NAMES = Set.of(
            // pictures, sound, film
            "png jpg jpeg jpe gif webp avif bmp ico tif tiff heic heif psd ai xcf raw cr2 nef dng",
            "mp3 m4a aac ogg oga opus wav flac wma aif aiff mid midi amr",
            "mp4 m4v mov mkv webm avi wmv flv mpg mpeg 3gp ogv",
            // archives, disks, programs
            "zip gz tgz bz2 xz zst lz4 7z rar tar jar war ear apk ipa cab iso img dmg deb rpm msi pkg whl nupkg",
            "exe dll so dylib bin dat o a obj lib class pyc pyo wasm com sys elf",
            // documents that are not text, fonts, data
            "doc docx dot dotx xls xlsx xlsm ppt pptx odt ods odp odg rtfd pages numbers key epub mobi azw3 djvu one msg",
            "ttf otf woff woff2 eot",
            "db sqlite sqlite3 mdb accdb parquet avro orc npy npz pkl pickle pt pth onnx safetensors gguf h5 hdf5 mat rds",
            "swf blend fbx glb stl dwg keystore jks p12 pfx");

    private static final Set<String> BINARY_TYPES = Set.of(
            "application/zip",
            "application/gzip",
            "application/x-7z-compressed",
            "application/vnd.rar",
            "application/x-rar-compressed",
            "application/x-tar",
            "application/x-bzip2",
            "application/x-xz",
            "application/zstd",
            "application/java-archive",
            "application/wasm",
            "application/msword",
            "application/epub+zip",
            "application/x-msdownload",
            "application/x-sqlite3");

    /** Tables of types say that .ts is a film (video/mp2t), and Windows that .csv is a workbook (application/vnd.ms-excel). */
    private static final Set<String> MISTYPED = Set.of("ts", "mts", "cts", "tsx", "csv");

    /** What a name and a type say together. */
    static FileKind of(String name, @Nullable String contentType) {
        var extension = FileNames.extension(name);
        var type =
                contentType == null ? "" : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (type.equals("application/pdf")) {
            return PDF;
        }
        if (extension.equals("pdf")) {
            return type.isEmpty() || type.equals("application/octet-stream") ? PDF : OTHER;
        }
        return isBinaryName(extension) || isBinaryType(type, extension) ? OTHER : TEXT;
    }

    private static boolean isBinaryName(String extension) {
        return !extension.isEmpty()
                && BINARY_NAMES.stream().anyMatch(line -> (" " + line + " ").contains(" " + extension + " "));
    }

    private static boolean isBinaryType(String type, String extension) {
        if (type.endsWith("+xml") || type.endsWith("+json")) {
            return false;
        }
        if (type.startsWith("video/") || type.startsWith("application/vnd.")) {
            return !MISTYPED.contains(extension);
        }
        return type.startsWith("image/")
                || type.startsWith("audio/")
                || type.startsWith("font/")
                || type.startsWith("model/")
                || BINARY_TYPES.contains(type);
    }
}
