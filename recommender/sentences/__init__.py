"""What an answer says in words: reasons, cautions, rejections and the verdict's reasons, as keys and figures."""
